import { describe, expect, test } from 'vitest';
import { type ContainerId, containerId, type StepId, stepId } from '../../../src/model/ids.ts';
import type { IngressSettings } from '../../../src/model/ingress.ts';
import type { RoutedContainer } from '../../../src/model/operation.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import { haproxyConfig } from '../../../src/planner/ingress/haproxy-config.ts';
import { routeIngress } from '../../../src/reconciler/steps/route-ingress.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';
import { entriesOf } from '../../support/tar-entries.ts';

const SETTINGS: IngressSettings = { routes: [{ port: 80, speaks: 'any' }], families: 'ipv4' };
const OLD = containerId('aaaaaaaaaaaa1111');
const NEW = containerId('bbbbbbbbbbbb2222');
const [CREATE, WAIT, MONITOR] = [stepId(1), stepId(2), stepId(3)];

const done = (step: StepId): Outcome => ({ status: 'done', step, made: { kind: 'nothing' } });
const failed = (step: StepId): Outcome => ({ status: 'failed', step, error: new Error('unhealthy') });
const CREATED: Outcome = { status: 'done', step: CREATE, made: { kind: 'container', id: NEW } };

/** Whom the configuration is for, with these outcomes when it is the turn of the route. */
async function routedWith(
  routed: RoutedContainer,
  outcomes: readonly Outcome[],
): Promise<readonly ContainerId[] | 'the new one, with a spare'> {
  const configs: string[] = [];
  const engine = Object.assign(new RecordingEngine(), {
    putArchive: async (_id: string, _path: string, archive: Buffer) => {
      for (const { content } of await entriesOf(archive)) configs.push(String(content));
    },
  });
  const recorded = new Map<StepId, Outcome>();
  await routeIngress(
    {
      kind: 'route-ingress',
      service: 'web',
      ingress: { id: containerId('ingress') },
      name: 'app-web-ingress',
      isRunning: false,
      settings: SETTINGS,
      containers: [routed],
    },
    {
      engine,
      recorded,
      // Another route has its turn before.
      inOrder: async (_queue, call) => {
        for (const outcome of outcomes) recorded.set(outcome.step, outcome);
        return call();
      },
    },
  );
  const [config] = configs.filter((text) => text !== '');
  if (config === haproxyConfig(SETTINGS, [NEW], [OLD])) return 'the new one, with a spare';
  return [[], [OLD], [NEW]].find((some) => haproxyConfig(SETTINGS, some) === config) ?? [];
}

describe('routeIngress()', () => {
  const ready: RoutedContainer = { ref: { createdBy: CREATE }, onceDone: WAIT, otherwise: OLD };

  test('goes over to a new container when it is ready', async () => {
    expect(await routedWith(ready, [CREATED])).toEqual([OLD]);
    expect(await routedWith(ready, [CREATED, failed(WAIT)])).toEqual([OLD]);
    expect(await routedWith(ready, [CREATED, done(WAIT)])).toEqual([NEW]);
  });

  test('goes back to the old one when the new one fails later, or when it is interrupted', async () => {
    const watched: RoutedContainer = { ...ready, unlessFailed: MONITOR };
    expect(await routedWith(watched, [CREATED, done(WAIT), done(MONITOR)])).toEqual([NEW]);
    expect(await routedWith(watched, [CREATED, done(WAIT), failed(MONITOR)])).toEqual([OLD]);
    const cancelled: Outcome = { status: 'cancelled', step: MONITOR };
    expect(await routedWith(watched, [CREATED, done(WAIT), cancelled])).toEqual([OLD]);
  });

  test('has the old one take what a new one that is watched does not accept', async () => {
    const spared = 'the new one, with a spare';
    expect(await routedWith({ ...ready, hasSpare: true }, [CREATED, done(WAIT)])).toBe(spared);
    expect(await routedWith({ ...ready, unlessFailed: MONITOR }, [CREATED, done(WAIT)])).toBe(spared);
  });

  test('sends nobody to a container that could not be made', async () => {
    expect(await routedWith({ ref: { createdBy: CREATE } }, [failed(CREATE)])).toEqual([]);
  });
});
