import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../src/model/format-plan.ts';
import { LABEL } from '../../src/model/labels.ts';
import type { NetworkSpec } from '../../src/model/network-spec.ts';
import type { Observed } from '../../src/model/observed.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Project } from '../../src/model/project.ts';
import type { UpIntent } from '../../src/planner/snapshot/intent.ts';
import { aNetwork } from '../support/a-network.ts';
import { aProject } from '../support/a-project.ts';
import { aService } from '../support/a-service.ts';
import { anObservedContainer } from '../support/an-observed-container.ts';
import { applyPlan, inspectionsOf } from '../support/apply-plan.ts';
import { lines } from '../support/lines.ts';
import { planUp } from '../support/planning.ts';
import { running, withContainer } from '../support/running.ts';

const plan = (project: Project, observed: Observed, intent: UpIntent = {}): Plan =>
  planUp(project, observed, intent, inspectionsOf(observed));
const text = (...parameters: Parameters<typeof plan>): string =>
  formatPlan(plan(...parameters))
    .replace(/ because .*/gm, '')
    .replace(/\b[0-9a-f]{12}(?=_app-)/g, 'old');

/** Each service on the network `front`. */
const project = (front: Partial<NetworkSpec>, ...names: readonly string[]): Project =>
  aProject({
    networks: [aNetwork('front', front)],
    services: names.map((name) => aService(name, { networks: ['front'] })),
  });

describe('planUp() of a network that has another name in the file', () => {
  const moved = (...names: readonly string[]): Project => project({ name: 'app_new' }, ...names);

  test('removes the old one when all have left it', () => {
    expect(text(moved('a', 'b'), running(project({}, 'a', 'b')))).toBe(
      lines(
        '1 create-network front',
        '2 connect-network app-a-1 to app_new after 1',
        '3 disconnect-network app-a-1 from app_front after 2',
        '4 connect-network app-b-1 to app_new after 1',
        '5 disconnect-network app-b-1 from app_front after 4',
        '6 remove-network app_front after 3,5 optional',
      ),
    );
  });

  test('keeps the old one while somebody stays on it, whoever that is', () => {
    const observed = running(project({}, 'a', 'b'));
    const made = plan(moved('a'), observed, { ignoreOrphans: true });

    expect(formatPlan(made)).not.toContain('remove-network');
    expect(made.warnings).toEqual([]);
    expect(text(moved('a'), observed, { removeOrphans: true })).toBe(
      lines(
        '1 create-network front',
        '2 stop-container app-b-1',
        '3 remove-container app-b-1 after 2',
        '4 connect-network app-a-1 to app_new after 1',
        '5 disconnect-network app-a-1 from app_front after 4',
        '6 remove-network app_front after 3,5 optional',
      ),
    );
  });

  test('keeps one that is not of the project, or of which the file says nothing', () => {
    const observed = running(project({}, 'a'));
    const relabelled = (labels: Readonly<Record<string, string>>): Observed => ({
      ...observed,
      networks: observed.networks.map((network) => ({
        ...network,
        labels: { ...network.labels, ...labels },
      })),
    });

    expect(text(moved('a'), relabelled({ [LABEL.project]: 'other' }))).not.toContain('remove-network');
    expect(text(moved('a'), relabelled({ [LABEL.network]: 'back' }))).not.toContain('remove-network');
    expect(text(moved('a'), relabelled({}))).toContain('remove-network app_front');
  });

  test('keeps one that a container was made on, by its name or its id, and says so once', () => {
    const observed = running(project({}, 'a'));
    const [front] = observed.networks;
    for (const networkMode of ['app_front', front?.id ?? '']) {
      const made = withContainer(observed, 'app-a-1', { networkMode });
      const first = plan(moved('a'), made);

      expect(first.warnings).toEqual([
        'network "app_front" is kept although unused: it is needed to start app-a-1 until replaced (--force-recreate)',
      ]);
      expect(formatPlan(first)).not.toContain('remove-network');
      const after = applyPlan(made, first);
      expect(plan(moved('a'), after)).toMatchObject({ steps: [], warnings: [] });
      expect(text(moved('a'), after, { forceRecreate: true }).split('\n').at(-1)).toBe(
        '6 remove-network app_front after 3 optional',
      );
    }
  });
});

describe('planUp() of a network that is made anew', () => {
  test('takes its containers off in the order of their names', () => {
    const observed = running(project({}, 'a', 'b', 'c'));
    const turned = { ...observed, containers: observed.containers.toReversed() };
    const stranger = anObservedContainer('other', { labels: { [LABEL.project]: 'other' } });

    expect(
      text(project({ internal: true }, 'a', 'b', 'c'), {
        ...turned,
        containers: [stranger, ...turned.containers],
      }),
    ).toBe(
      lines(
        '1 disconnect-network app-a-1 from app_front',
        '2 disconnect-network app-b-1 from app_front',
        '3 disconnect-network app-c-1 from app_front',
        '4 remove-network app_front after 1-3',
        '5 create-network front after 4',
        '6 connect-network app-a-1 to app_front after 5',
        '7 connect-network app-b-1 to app_front after 5',
        '8 connect-network app-c-1 to app_front after 5',
      ),
    );
  });

  test('makes each of several anew by itself', () => {
    const two = (internal: boolean): Project =>
      aProject({
        networks: [aNetwork('back', { internal }), aNetwork('front', { internal })],
        services: [aService('a', { networks: ['back'] }), aService('b', { networks: ['front'] })],
      });

    expect(text(two(true), running(two(false)))).toBe(
      lines(
        '1 disconnect-network app-a-1 from app_back',
        '2 remove-network app_back after 1',
        '3 disconnect-network app-b-1 from app_front',
        '4 remove-network app_front after 3',
        '5 create-network back after 2',
        '6 create-network front after 4',
        '7 connect-network app-a-1 to app_back after 5',
        '8 connect-network app-b-1 to app_front after 6',
      ),
    );
  });

  test('leaves an external one as its owner made it', () => {
    const observed = running(project({}, 'a'));

    expect(text(project({ internal: true, external: true }, 'a'), observed)).toBe('');
  });
});

test('planUp() withholds nothing where nothing has to be withheld', () => {
  expect(plan(project({}, 'a'), running(project({}, 'a')))).not.toHaveProperty('withheld');
});
