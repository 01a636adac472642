import { expect, test } from 'vitest';
import { watchCreation } from '../../../src/cli/one-off/watch-creation.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const REQUEST = { Image: 'busybox', Labels: {}, HostConfig: {}, NetworkingConfig: { EndpointsConfig: {} } };
const REMOVED = ['remove id-app-web-run-1 with volumes'];

/** Creates a one-off and starts it, unless the start fails or never comes. @returns what was removed. */
async function removed(
  autoRemove: boolean,
  isInterrupted: boolean,
  start: 'works' | 'fails' | 'never comes',
): Promise<readonly string[]> {
  const recording = new RecordingEngine({
    onCall: (call) => {
      if (start === 'fails' && call.startsWith('start')) throw new Error('the connection was lost');
    },
  });
  const { engine, removeUnstarted } = watchCreation(recording, { name: 'app-web-run-1', autoRemove });
  const other = await engine.createContainer('app-db-1', REQUEST, undefined);
  await engine.startContainer(other.id).catch(() => {});
  const { id } = await engine.createContainer('app-web-run-1', REQUEST, undefined);
  if (start !== 'never comes') await engine.startContainer(id).catch(() => {});
  await removeUnstarted(isInterrupted);
  return recording.calls.filter((call) => call.startsWith('remove'));
}

test('a one-off with --rm that was created and not started is removed, whatever came between', async () => {
  for (const start of ['fails', 'never comes'] as const)
    for (const isInterrupted of [false, true])
      expect(await removed(true, isInterrupted, start), start).toEqual(REMOVED);
});

test('a one-off without --rm that was not started is removed only when the user interrupted', async () => {
  expect(await removed(false, true, 'never comes')).toEqual(REMOVED);
  expect(await removed(false, false, 'fails')).toEqual([]);
});

test('a one-off that was started is left to the engine and to its user', async () => {
  expect(await removed(true, true, 'works')).toEqual([]);
  expect(await removed(false, true, 'works')).toEqual([]);
});
