import { expect, test } from 'vitest';
import type { ContainerDetails } from '../../../src/model/observed.ts';
import { reportFailure } from '../../../src/reconciler/waits/failure-report.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

/** From when on the lines of a container were asked for. */
async function linesSince(details: Partial<ContainerDetails>): Promise<string | undefined> {
  let asked: string | undefined;
  const engine = new RecordingEngine({
    inspect: () => details,
    async *follow(_, since) {
      asked = since;
      yield { stream: 'stdout', time: '2026-01-01T00:00:00Z', text: 'x' };
    },
  });
  const wait = { service: 'web', condition: 'running_or_healthy' } as const;
  await reportFailure(engine, wait, anObservedContainer('web'), 'exited');
  return asked;
}

test('reportFailure() leaves out what a container wrote before its last start', async () => {
  const startedAt = '2026-01-01T00:00:05.5Z';
  expect(await linesSince({ state: 'exited', startedAt })).toBe('2026-01-01T00:00:05.410Z');
  expect(await linesSince({ state: 'restarting', restartCount: 3, startedAt })).toBe(
    '2026-01-01T00:00:05.410Z',
  );
});

test('reportFailure() shows what a container wrote that runs again, as its run before is what failed', async () => {
  expect(await linesSince({ state: 'running', restartCount: 1 })).toBeUndefined();
  expect(await linesSince({ state: 'created', startedAt: '0001-01-01T00:00:00Z' })).toBeUndefined();
});
