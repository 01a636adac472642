import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import type { Project } from '../../../src/model/project.ts';
import type { VolumeSpec } from '../../../src/model/volume-spec.ts';
import type { UpIntent } from '../../../src/planner/snapshot/intent.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { inspectionsOf } from '../../support/apply-plan.ts';
import { planUp } from '../../support/planning.ts';
import { running, withContainer } from '../../support/running.ts';

const ANONYMOUS = 'a'.repeat(64);
const mounts = [{ type: 'volume', name: ANONYMOUS, source: '/v', target: '/cache' }];

const second = (overrides: Partial<ObservedContainer> = {}): ObservedContainer =>
  anObservedContainer('web', {
    name: 'app-web-2',
    mounts,
    ...overrides,
    labels: { [LABEL.containerNumber]: '2', ...overrides.labels },
  });

function plan(containers: readonly ObservedContainer[], intent: UpIntent = {}) {
  const project = aProject({ services: [aService('web')] });
  return planUp(project, anObserved({ containers }), { noRecreate: true, ...intent }, new Map());
}

describe('planUp() that removes a container for good', () => {
  test('says which anonymous volumes stay behind, and leaves them', () => {
    const made = plan([anObservedContainer('web'), second()]);

    expect(formatPlan(made)).toContain('remove-container app-web-2 after');
    expect(formatPlan(made)).not.toContain('with volumes');
    expect(made.warnings).toEqual([
      `container app-web-2 goes, its anonymous volumes stay with their data: ${ANONYMOUS}`,
    ]);
  });

  test('takes the volumes along of one that never ran: nobody has written to them', () => {
    const made = plan([anObservedContainer('web'), second({ state: 'created' })]);

    expect(formatPlan(made)).toContain('remove-container app-web-2 with volumes');
    expect(made.warnings).toEqual([]);
  });

  test('tells of volumes that one which never ran has from the container before it', () => {
    const heir = second({ state: 'created', labels: { [LABEL.replace]: 'web-2' } });

    expect(plan([anObservedContainer('web'), heir]).warnings).toHaveLength(1);
  });

  test('tells of none that another container goes on with', () => {
    const old = second({ name: 'app-web-2' });
    const halfMade = second({
      name: `${old.id.slice(0, 12)}_app-web-2`,
      state: 'created',
      labels: { [LABEL.replace]: 'web-2' },
    });

    const made = plan([anObservedContainer('web'), old, halfMade], { scale: new Map([['web', 2]]) });
    expect(formatPlan(made)).toBe(`1 remove-container ${halfMade.name} with volumes because leftover`);
    expect(made.warnings).toEqual([]);
  });

  test('tells of those that are renewed', () => {
    const made = plan([{ ...second(), name: 'app-web-1' }], { noRecreate: false, renewAnonVolumes: true });

    expect(formatPlan(made)).not.toContain('inheriting');
    expect(made.warnings).toEqual([expect.stringContaining(ANONYMOUS)]);
  });

  test('tells of those of orphans', () => {
    const orphan = anObservedContainer('gone', { mounts });

    const made = plan([anObservedContainer('web'), orphan], { removeOrphans: true });
    expect(made.warnings).toEqual([expect.stringContaining('container app-gone-1 goes')]);
  });
});

describe('planUp() that replaces a container with an anonymous volume', () => {
  const at = (target: string, source?: string) => ({
    type: 'volume' as const,
    target,
    ...(source !== undefined && { source }),
  });
  const volume: VolumeSpec = {
    key: 'data',
    name: 'app_data',
    external: false,
    driverOpts: new Map(),
    labels: new Map(),
    extensions: new Map(),
  };
  const project = (mount: ReturnType<typeof at>, image?: string) =>
    aProject({
      volumes: [volume],
      services: [aService('web', { volumes: [mount], ...(image && { image }) })],
    });
  const before = running(project(at('/cache')));
  const observed = withContainer(before, 'app-web-1', { mounts });
  const warnings = (to: Project) => planUp(to, observed, {}, inspectionsOf(observed)).warnings;

  test('says that nothing uses it any more when its path changes, or has a volume with a name', () => {
    const said = `container app-web-1 uses its anonymous volume at /cache no more: it stays with its data: ${ANONYMOUS}`;

    expect(warnings(project(at('/data')))).toEqual([said]);
    expect(warnings(project(at('/cache', 'data')))).toEqual([said]);
  });

  test('says nothing when the next container goes on with it', () => {
    expect(warnings(project(at('/cache'), 'other'))).toEqual([]);
  });
});
