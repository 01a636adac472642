import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../src/model/format-plan.ts';
import { LABEL } from '../../src/model/labels.ts';
import type { Observed, ObservedContainer } from '../../src/model/observed.ts';
import type { Project } from '../../src/model/project.ts';
import type { ServiceSpec } from '../../src/model/service-spec.ts';
import type { UpIntent } from '../../src/planner/snapshot/intent.ts';
import { changesOf } from '../../src/ui/plan/plan-changes.ts';
import { aProject } from '../support/a-project.ts';
import { aService } from '../support/a-service.ts';
import { anObserved } from '../support/an-observed.ts';
import { anObservedContainer } from '../support/an-observed-container.ts';
import { applyPlan, inspectionsOf } from '../support/apply-plan.ts';
import { lines } from '../support/lines.ts';
import { planUp } from '../support/planning.ts';
import { running, withContainer } from '../support/running.ts';

const services = (...list: readonly ServiceSpec[]): Project => aProject({ services: list });
const plan = (project: Project, observed: Observed, intent: UpIntent = {}) =>
  planUp(project, observed, intent, inspectionsOf(observed));
const text = (...parameters: Parameters<typeof plan>): string =>
  formatPlan(plan(...parameters)).replace(/\b[0-9a-f]{12}(?=_app-)/g, 'old');
const having = (observed: Observed, ...containers: readonly ObservedContainer[]): Observed => ({
  ...observed,
  containers: [...containers, ...observed.containers],
});

describe('planUp() after an interruption', () => {
  const project = services(aService('web'));
  const edited = services(aService('web', { hostname: 'site' }));
  /** The old container, and the new one under its temporary name. */
  const halfWay = (): Observed => {
    const observed = running(project);
    return applyPlan(observed, plan(edited, observed), { steps: 1 });
  };
  const oldName = 'app-web-1';

  test('names what is left over by its own name, and not as the container that stays', () => {
    const named = changesOf(plan(project, halfWay())).map(({ resource }) => resource.name);
    expect(named).toEqual([expect.stringMatching(/^[0-9a-f]{12}_app-web-1$/)]);
  });

  test.each(['dead', 'removing'] as const)('removes and replaces a container that is %s', (state) => {
    expect(text(project, withContainer(running(project), oldName, { state }))).toBe(
      lines(
        '1 remove-container app-web-1 because leftover',
        '2 create-container web/1 after 1 because missing',
        '3 start-container made by 2 after 2 because missing',
      ),
    );
  });

  test.each(['dead', 'removing'] as const)(
    'goes on with the new container when the old one is %s',
    (state) => {
      const observed = withContainer(halfWay(), oldName, { state });
      const printed = text(edited, observed);

      expect(printed).toContain(`remove-container app-web-1 because leftover`);
      expect(printed).toContain('rename-container old_app-web-1 to app-web-1 after 1 because leftover');
      expect(printed).not.toContain('create-container');
    },
  );

  test('takes the new one for half made as long as the old one is there, whatever that is called and does', () => {
    const observed = withContainer(halfWay(), oldName, { name: 'former', state: 'exited' });
    const turned = { ...observed, containers: observed.containers.toReversed() };

    for (const seen of [observed, turned])
      expect(text(project, seen)).toBe(
        lines(
          '1 remove-container old_app-web-1 with volumes because leftover',
          '2 rename-container former to app-web-1 after 1 because changed: container_name former -> app-web-1',
          '3 start-container app-web-1 after 2 because exited',
        ),
      );
  });

  test('keeps a container whose own name looks like a temporary one', () => {
    const name = `${'a'.repeat(12)}_web`;
    const named = services(aService('web', { containerName: name }), aService('other'));

    expect(text(named, running(named))).toBe('');
  });

  test('removes of two with one number the older one, and keeps that which runs', () => {
    const observed = running(project);
    const [web] = observed.containers;
    const twin = (more: Partial<ObservedContainer>): ObservedContainer =>
      anObservedContainer('web', { labels: { ...web?.labels }, ...more });
    const unnamed = withContainer(observed, oldName, { name: 'first' });
    const removed = (other: ObservedContainer) =>
      text(project, having(unnamed, other))
        .split('\n')
        .filter((line) => / remove-container .* because leftover/.test(line));

    expect(removed(twin({ name: 'second', createdAt: 1_700_000_002 }))).toEqual([
      expect.stringContaining('remove-container first'),
    ]);
    expect(removed(twin({ name: 'second', createdAt: 1_600_000_000 }))).toEqual([
      expect.stringContaining('remove-container second'),
    ]);
    expect(removed(twin({ name: 'second', createdAt: 1_700_000_002, state: 'exited' }))).toEqual([
      expect.stringContaining('remove-container second'),
    ]);
  });
});

describe('planUp() and orphans', () => {
  const project = services(aService('web'));
  const oneOff = (name: string, state: 'running' | 'exited') =>
    anObservedContainer('web', { name, state, labels: { [LABEL.oneOff]: 'True' } });
  const observed = having(
    running(project),
    anObservedContainer('zoo'),
    anObservedContainer('ape', { state: 'exited' }),
    oneOff('app-web-run-1', 'running'),
    oneOff('app-web-run-2', 'exited'),
  );

  test('names them in order: services that are gone, and not what runs have left', () => {
    expect(plan(project, observed).warnings).toEqual([
      expect.stringContaining('accounts for: app-ape-1, app-zoo-1; --remove-orphans'),
    ]);
    expect(plan(project, having(running(project), oneOff('app-web-run-2', 'exited'))).warnings).toEqual([]);
  });

  test('removes them in order, and no run that somebody may be working in', () => {
    expect(text(project, observed, { removeOrphans: true })).toBe(
      lines(
        '1 remove-container app-ape-1 because orphan',
        '2 remove-container app-web-run-2 because orphan',
        '3 stop-container app-zoo-1 because orphan',
        '4 remove-container app-zoo-1 after 3 because orphan',
      ),
    );
  });
});

describe('planUp() of a container that has done its work', () => {
  const shot = { condition: 'service_completed_successfully' } as const;
  const project = (scale: number): Project =>
    services(
      aService('migrate'),
      aService('api', { dependsOn: { migrate: shot } }),
      aService('tool', { dependsOn: { migrate: shot }, scale }),
    );
  const observed = running(project(1), { oneShots: new Set(['migrate']) });

  test('leaves it alone as long as one of those who need it runs, and asks none that has no containers', () => {
    const half = withContainer(observed, 'app-tool-1', { state: 'exited', exitCode: 1 });
    const none = withContainer(observed, 'app-api-1', { state: 'exited', exitCode: 1 });

    expect(text(project(1), half)).toBe('1 start-container app-tool-1 because exited');
    expect(text(project(0), withContainer(none, 'app-tool-1', { state: 'exited', exitCode: 1 }))).toBe(
      lines(
        '1 start-container app-migrate-1 because api needs it',
        '2 wait-for migrate service_completed_successfully after 1 because api needs it',
        '3 start-container app-api-1 after 2 because exited',
        '4 remove-container app-tool-1 because scaled from 1 to 0',
      ),
    );
  });

  test('does it again for the first service with containers that needs it', () => {
    const stopped = ['app-api-1', 'app-tool-1'].reduce(
      (before, name) => withContainer(before, name, { state: 'exited', exitCode: 1 }),
      observed,
    );

    expect(text(project(1), stopped).split('\n')[0]).toBe(
      '1 start-container app-migrate-1 because api needs it',
    );
    expect(
      text(project(1), stopped, { scale: new Map([['api', 0]]) })
        .split('\n')
        .find((line) => line.includes('start-container app-migrate')),
    ).toBe('1 start-container app-migrate-1 because tool needs it');
  });
});

describe('planUp() of what waits for somebody who runs', () => {
  const needing = (condition: 'service_started' | 'service_healthy', required: boolean): Project =>
    services(aService('cache'), aService('web', { dependsOn: { cache: { condition, required } } }));
  const stopped = (project: Project, cache: Partial<ObservedContainer>): Observed =>
    withContainer(
      withContainer(running(project), 'app-web-1', { state: 'exited', exitCode: 1 }),
      'app-cache-1',
      cache,
    );
  const start = '1 start-container app-web-1 because exited';

  test('waits for nothing where that is started, or healthy', () => {
    expect(text(needing('service_started', false), stopped(needing('service_started', false), {}))).toBe(
      start,
    );
    const healthy = needing('service_healthy', true);
    expect(text(healthy, stopped(healthy, { health: 'healthy' }))).toBe(start);
  });

  test('waits where it is not healthy, or was so when it ended', () => {
    const project = needing('service_healthy', true);

    expect(text(project, stopped(project, { health: 'unhealthy' }))).toBe(
      lines(
        '1 wait-for cache service_healthy because web needs it',
        '2 start-container app-web-1 after 1 because exited',
      ),
    );
    expect(
      text(project, stopped(project, { health: 'healthy', state: 'paused' }))
        .split('\n')
        .filter((line) => line.includes('wait-for')),
    ).toEqual([expect.stringContaining('wait-for cache service_healthy')]);
  });
});

test('planUp() names a service that is to have containers and does not exist', () => {
  expect(() => plan(services(aService('web')), anObserved(), { scale: new Map([['wep', 2]]) })).toThrow(
    'wep',
  );
});
