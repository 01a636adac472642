import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../src/model/format-plan.ts';
import type { ContainerId } from '../../src/model/ids.ts';
import { LABEL } from '../../src/model/labels.ts';
import type { World } from '../support/engine-model/objects.ts';
import { anEngine, loadText, planFor, up } from '../support/engine-model/stage.ts';
import { happenings } from '../support/engine-model/what-happened.ts';
import { hashOf } from '../support/planning.ts';

const project = (web: object) =>
  loadText(JSON.stringify({ services: { web: { image: 'busybox:latest', init: true, ...web } } }), 1);
const migrate = (command: string) => ({ pre_start: [{ command: [command] }] });
const warm = (command: string) => ({ post_start: [{ command: [command] }] });

/** As if its labels were these; undefined: it has no such label. */
function relabelled(world: World, labels: Readonly<Record<string, string | undefined>>): World {
  const containers = new Map<
    ContainerId,
    typeof world.containers extends Map<ContainerId, infer C> ? C : never
  >();
  for (const [id, container] of world.containers) {
    const all = Object.entries({ ...container.request.Labels, ...labels });
    const Labels = Object.fromEntries(
      all.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    );
    containers.set(id, { ...container, request: { ...container.request, Labels } });
  }
  return { ...world, containers };
}

describe('hooks that a container was not started with', () => {
  const becomes = async (before: object, after: object): Promise<readonly string[]> => {
    const [old, next] = [await project(before), await project(after)];
    const world = up(anEngine(), old);
    const done = up(world, next);
    expect(formatPlan(planFor(done, next))).toBe('');
    expect(formatPlan(planFor(done, next, { verify: true }))).toBe('');
    return happenings(world, done).map(({ what }) => what);
  };

  test.each([
    ['edited', migrate('v1'), migrate('v2')],
    ['added', {}, migrate('v1')],
    ['edited with something that reaches no container', migrate('v1'), { ...migrate('v2'), attach: false }],
    ['a post_start', warm('v1'), warm('v2')],
  ])('replace it, and run: %s', async (_, before, after) => {
    expect(await becomes(before, after)).toContain('removed');
  });

  test.each([
    ['removed', migrate('v1'), {}],
    ['a pre_stop', {}, { pre_stop: [{ command: ['true'] }] }],
    ['unlike other settings', migrate('v1'), { ...migrate('v1'), attach: false }],
  ])('else it stays: %s', async (_, before, after) => {
    expect(await becomes(before, after)).toEqual([]);
  });
});

describe('a container without a record of hooks', () => {
  const planOf = async (before: object, after: object, labels: object): Promise<string> => {
    const world = up(anEngine(), await project(before));
    return formatPlan(
      planFor(relabelled(world, { [LABEL.hooks]: undefined, ...labels }), await project(after)),
    );
  };

  test('of an older gantry stays when nothing changed, and is replaced when its hooks did', async () => {
    expect(await planOf(migrate('v1'), migrate('v1'), {})).toBe('');
    expect(await planOf(migrate('v1'), migrate('v2'), {})).toContain('changed: pre_start');
  });

  test('of docker compose stays unless its hooks are new, as each release has its own hash', async () => {
    const theirs = { [LABEL.version]: '2.35.0', [LABEL.configHash]: 'of another form' };
    expect(await planOf(migrate('v1'), migrate('v1'), theirs)).toBe('');

    const bare = await project({});
    const web = bare.services.get('web');
    const hash = web && hashOf(bare, web, () => undefined, 'today');
    const without = { [LABEL.version]: '5.1.0', [LABEL.configHash]: hash };
    expect(await planOf({}, {}, without)).toBe('');
    expect(await planOf({}, migrate('v1'), without)).toContain('changed: pre_start');
  });
});

test('a post_start hook that failed runs again with the next up', async () => {
  const web = await project(warm('v1'));
  const plan = planFor(anEngine(), web);
  const hook = plan.steps.findIndex(({ operation }) => operation.kind === 'exec-hook');
  const torn = up(anEngine(), web, {}, { fails: hook });
  const repaired = up(torn, web);

  expect(happenings(torn, repaired).map(({ what }) => what)).toEqual(['started', 'post_start']);
  expect(formatPlan(planFor(repaired, web))).toBe('');
});
