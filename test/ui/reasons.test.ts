import { describe, expect, test } from 'vitest';
import { imageId } from '../../src/model/ids.ts';
import type { Cause, Guard, Plan } from '../../src/model/plan.ts';
import { changesOf } from '../../src/ui/plan/plan-changes.ts';
import { chainOf, reasonsOf } from '../../src/ui/plan/reasons.ts';
import {
  aPlan,
  createContainer,
  createNetwork,
  removeContainer,
  startContainer,
  step,
  stopContainer,
} from '../support/a-plan.ts';

const follows = (kind: 'container' | 'network' | 'service', name: string): Cause => ({
  kind: 'follows',
  resource: { kind, name },
});
const changed: Cause = {
  kind: 'changed',
  fields: [{ field: 'subnet', from: '10.1.0.0/24', to: '10.2.0.0/24' }],
};

/** Why a container changes, in the words of the plan. */
function why(plan: Plan, name: string): string | undefined {
  const changes = changesOf(plan);
  const change = changes.find(({ resource }) => resource.name === name);
  return change && chainOf(change, changes);
}

describe('the reason of a change', () => {
  const restarted = (name: string, cause: Cause) => [
    { operation: stopContainer(name), cause },
    { operation: startContainer(name), cause },
  ];

  test('leads from what follows to the change that began it', () => {
    const plan = aPlan([
      { operation: { ...createNetwork('front') }, cause: changed },
      ...restarted('db', follows('network', 'p_front')),
      ...restarted('web', follows('container', 'p-db-1')),
    ]);
    const changes = changesOf(plan);
    const web = changes.find(({ resource }) => resource.name === 'p-web-1');

    expect(why(plan, 'p-web-1')).toBe(
      'because container p-db-1 is restarted because network p_front is created because subnet changed',
    );
    expect(web && reasonsOf(web, changes).map(({ resource, cause }) => [resource.name, cause.kind])).toEqual([
      ['p-web-1', 'follows'],
      ['p-db-1', 'follows'],
      ['p_front', 'changed'],
    ]);
  });

  test('says what becomes of the one that is followed', () => {
    const follower = restarted('web', follows('container', 'p-db-1'));
    const because = (...steps: Parameters<typeof aPlan>[0]) => why(aPlan([...steps, ...follower]), 'p-web-1');
    const gone: Cause = { kind: 'orphan' };

    expect(because(createContainer('db'))).toBe(
      'because container p-db-1 is created because it does not exist',
    );
    expect(because({ operation: removeContainer('db'), cause: gone })).toBe(
      'because container p-db-1 is removed because its service is not in the file any more',
    );
    expect(
      because(
        { operation: createContainer('db'), cause: changed },
        { operation: removeContainer('db'), cause: changed },
      ),
    ).toBe('because container p-db-1 is replaced because subnet changed');
    expect(because({ operation: stopContainer('db'), cause: gone })).toBe(
      'because container p-db-1 is stopped because its service is not in the file any more',
    );
    expect(
      because({ operation: startContainer('db'), cause: { kind: 'not-running', state: 'exited' } }),
    ).toBe('because container p-db-1 changes because it is not running (exited)');
    expect(because()).toBe('because container p-db-1 changes');
  });

  test('knows a container from a network of the same name', () => {
    const plan = aPlan([
      createNetwork('x'),
      { operation: createContainer('db', { name: 'p_x' }), cause: changed },
      ...restarted('web', follows('container', 'p_x')),
    ]);

    expect(why(plan, 'p-web-1')).toBe('because container p_x is created because subnet changed');
  });

  test('ends where two follow one another', () => {
    const plan = aPlan([
      ...restarted('a', follows('container', 'p-b-1')),
      ...restarted('b', follows('container', 'p-a-1')),
    ]);

    expect(why(plan, 'p-a-1')).toBe(
      'because container p-b-1 is restarted because container p-a-1 is restarted',
    );
  });

  const old = imageId('sha256:old');

  test('is a condition where a pull, a build or a provider decides', () => {
    const pull = (image: string) => ({ operation: { kind: 'pull-image', image, services: ['db'] } as const });
    const provider = {
      operation: {
        kind: 'run-provider',
        service: 'cloud',
        type: 'x',
        verb: 'up',
        options: [],
        project: 'p',
        environment: new Map(),
      } as const,
    };
    const given: Guard = { source: { step: step(3) }, has: new Map(), gave: [] };
    const guard: Guard = {
      image: step(1),
      differsFrom: old,
      or: [{ image: step(2), differsFrom: old }, given],
    };
    const cause: Cause = { kind: 'image-changed', image: 'app' };
    const first = { image: step(1), differsFrom: old };
    const only = (...steps: Parameters<typeof aPlan>[0]) =>
      why(aPlan([pull('app'), pull('other'), provider, ...steps]), 'p-db-1');

    expect(only({ operation: startContainer('db'), cause, guard: first })).toBe(
      'if the pull of app gives another image',
    );
    expect(only({ operation: startContainer('db'), cause, guard })).toBe(
      'if the pull of app or the pull of other gives another image or if cloud gives other variables',
    );
    expect(
      only({
        operation: startContainer('db'),
        cause: follows('service', 'cloud'),
        guard: given,
      }),
    ).toBe('if cloud gives other variables');
  });

  test('names the change that is certain, where another one to the same container is not', () => {
    const guard: Guard = { image: step(1), differsFrom: old };
    const plan = aPlan([
      { operation: { kind: 'pull-image', image: 'app', services: ['db'] } },
      { operation: createContainer('db'), cause: { kind: 'image-changed', image: 'app' }, guard },
      { operation: startContainer('db'), cause: { kind: 'not-running', state: 'exited' } },
      ...restarted('web', follows('container', 'p-db-1')),
    ]);

    expect(why(plan, 'p-web-1')).toBe('because container p-db-1 changes because it is not running (exited)');
  });
});
