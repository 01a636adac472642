import { expect, test } from 'vitest';
import { containerId } from '../../../src/model/ids.ts';
import type { ContainerDetails } from '../../../src/model/observed.ts';
import { inspectEnded } from '../../../src/reconciler/waits/inspect-ended.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

type Look = Partial<ContainerDetails>;

/** What an engine shows of a container, look by look; then the last one again and again. */
function engineShowing(...looks: readonly (Look | undefined)[]): RecordingEngine {
  let next = 0;
  return new RecordingEngine({ inspect: () => looks[Math.min(next++, looks.length - 1)] });
}

const db = containerId('db');
const limited = { Image: 'app', Labels: {}, HostConfig: { Memory: 64_000_000 } };
const killed: Look = { state: 'exited', exitCode: 137, settings: limited };

test('inspectEnded() tells of a lack of memory that the engine adds to the state after the end', async () => {
  const engine = engineShowing(killed, killed, { ...killed, oomKilled: true });
  expect(await inspectEnded(engine, db)).toMatchObject({ state: 'exited', oomKilled: true });
});

test('inspectEnded() takes the first state when it tells all, and of any end but a kill', async () => {
  const looks: readonly Look[] = [
    { ...killed, oomKilled: true },
    { ...killed, exitCode: 1 },
    { ...killed, state: 'running' },
  ];
  for (const look of looks) {
    const engine = engineShowing(look, { ...killed, exitCode: 42 });
    expect(await inspectEnded(engine, db)).toMatchObject(look);
  }
});

test('inspectEnded() stays with the run that ended when the container runs again or is gone meanwhile', async () => {
  for (const next of [{ state: 'running', startedAt: '2026-01-01T00:00:09Z' } as const, undefined])
    expect(await inspectEnded(engineShowing(killed, next), db)).toMatchObject(killed);
});

test('inspectEnded() does not wait for ever for what the engine may never say', async () => {
  const { settings: _, ...unlimited } = killed;
  expect(await inspectEnded(engineShowing(unlimited), db)).toMatchObject({ exitCode: 137, oomKilled: false });
});

test('inspectEnded() fails when there is no such container', async () => {
  await expect(inspectEnded(engineShowing(undefined), db)).rejects.toMatchObject({ code: 'no-container' });
});
