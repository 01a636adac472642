import { expect, test, vi } from 'vitest';
import { defaultLookMs, lookAtStarted } from '../../../src/cli/failures/look-at-started.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import { aCli } from '../../support/a-cli.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { PATIENCE } from '../../support/patience.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

/** An hour: a look that does not end by itself fails the test. */
const LONG = { lookMs: 3_600_000, agoMs: 0 };
const names = new Set(['app-web-1']);

function anEngine(states: readonly Partial<ObservedContainer>[]) {
  const left = [...states];
  const engine = new RecordingEngine();
  engine.listContainers = async (labels) => {
    engine.calls.push(`list containers ${labels.join(' ')}`);
    const state = left.length > 1 ? left.shift() : left[0];
    return [anObservedContainer('web', state), anObservedContainer('db')];
  };
  return engine;
}

const lists = ({ calls }: RecordingEngine) => calls.filter((call) => call.startsWith('list')).length;

test('lookAtStarted() is over as soon as all that was started has ended', async () => {
  const engine = anEngine([{ state: 'running' }, { state: 'exited', exitCode: 1 }]);
  const { signal } = new AbortController();
  const looking = lookAtStarted({ engine, project: 'app', names }, { ...LONG, signal });
  await vi.waitFor(() => expect(lists(engine)).toBe(1), PATIENCE);
  engine.tell(anObservedContainer('web').id, 'die', undefined, 1);
  const [web] = await looking;
  expect(web).toMatchObject({ state: 'exited', exitCode: 1 });
});

test('lookAtStarted() waits for no more than the health of what was started', async () => {
  const engine = anEngine([{ health: 'starting' }, { health: 'healthy' }]);
  const { signal } = new AbortController();
  const looking = lookAtStarted({ engine, project: 'app', names }, { ...LONG, signal });
  await vi.waitFor(() => expect(lists(engine)).toBe(1), PATIENCE);
  engine.tell(anObservedContainer('web').id, 'healthy');
  expect((await looking)[0]).toMatchObject({ health: 'healthy' });
});

test('lookAtStarted() remembers the end of a container that runs again when the look is over', async () => {
  const engine = anEngine([{ state: 'running' }]);
  const enough = new AbortController();
  const looking = lookAtStarted({ engine, project: 'app', names }, { ...LONG, signal: enough.signal });
  await vi.waitFor(() => expect(lists(engine)).toBe(1), PATIENCE);
  engine.tell(anObservedContainer('web').id, 'die', undefined, 3);
  await vi.waitFor(() => expect(lists(engine)).toBe(2), PATIENCE);
  enough.abort();
  expect((await looking)[0]).toMatchObject({ state: 'restarting', exitCode: 3 });
});

test('lookAtStarted() makes one list call and listens to nothing where a script runs it', async () => {
  const engine = anEngine([{ state: 'running' }]);
  const { signal } = new AbortController();
  const look = { lookMs: defaultLookMs(aCli('/')), agoMs: 90, signal };
  await lookAtStarted({ engine, project: 'app', names }, look);
  expect(engine.calls).toHaveLength(1);
});

test('defaultLookMs() is a second where somebody reads', () => {
  const cli = aCli('/');
  const onTerminal = { ...cli, stderr: { ...cli.stderr, isTty: true } };
  expect(defaultLookMs(onTerminal)).toBe(1000);
  expect(defaultLookMs({ ...onTerminal, globals: { ...cli.globals, progress: 'plain' } })).toBe(1000);
  expect(defaultLookMs({ ...onTerminal, globals: { ...cli.globals, progress: 'quiet' } })).toBe(100);
  expect(defaultLookMs(cli)).toBe(100);
});
