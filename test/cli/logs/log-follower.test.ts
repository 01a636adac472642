import { once } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { LogFollower, labelOf } from '../../../src/cli/logs/log-follower.ts';
import type { LogRecord } from '../../../src/engine/port/engine-answers.ts';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import { containerId } from '../../../src/model/ids.ts';
import type { ContainerDetails, ObservedContainer } from '../../../src/model/observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

afterEach(() => {
  vi.useRealTimers();
});

test.each([
  ['app-web-1', 'web-1'],
  ['app_web_12', 'web_12'],
  ['app-db', 'app-db'],
  ['application-web-1', 'application-web-1'],
  ['other', 'other'],
  ['b4e0f2b381e5_app-web-1', 'web-1'],
])('labelOf() leaves the project out of %s, unless the user gave it this name', (name, label) => {
  expect(labelOf(name, 'app')).toBe(label);
});

const line = (second: number, text: string): LogRecord => ({
  stream: 'stdout',
  time: `2026-01-01T00:00:${String(second).padStart(2, '0')}.000000000Z`,
  text,
});

interface Around {
  readonly restarts?: boolean;
  /** The engine goes away behind the last line. */
  readonly breaksOff?: boolean;
  /** Behind the last line the log neither goes on nor ends. */
  readonly isSilent?: boolean;
  readonly silentMs?: number;
  readonly containers?: readonly ObservedContainer[];
  readonly inspect?: () => Partial<ContainerDetails>;
}

/** The engine keeps one log a container, and gives what is in it from `since` on, that moment included. */
function aFollower(
  log: readonly LogRecord[],
  {
    restarts = false,
    breaksOff = false,
    isSilent = false,
    containers = [],
    inspect,
    ...options
  }: Around = {},
) {
  const shown: string[] = [];
  const engine = new RecordingEngine({
    containers,
    inspect: inspect ?? (() => ({ state: restarts ? 'restarting' : 'exited', restarting: restarts })),
    follow: async function* (_id, since, signal) {
      yield* log.filter(({ time }) => since === undefined || time >= since);
      if (isSilent && signal) await once(signal, 'abort');
      if (breaksOff) throw new EngineError('engine-unreachable', 'the engine broke off the log');
    },
  });
  const follower = new LogFollower({
    ...options,
    engine,
    project: 'app',
    follows: () => true,
    print: ({ label, text }) => {
      shown.push(`${label}: ${text}`);
      return undefined;
    },
    onExit: ({ label, code, restarts }) => {
      shown.push(`${label} ended with ${code}${restarts ? ', restarts' : ''}`);
    },
  });
  return { engine, follower, shown };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a LogFollower shows the first line of a container, though it is older than the event of its start', async () => {
  const { engine, follower, shown } = aFollower([line(5, 'first'), line(6, 'second')]);
  await follower.listen(line(1, '').time);

  engine.tell('app-web-1', 'start', Date.parse('2026-01-01T00:00:30Z'));
  await settled();

  expect(shown).toEqual(['web-1: first', 'web-1: second']);
});

test('a LogFollower shows no line twice when a container runs again', async () => {
  const log = [line(1, 'before'), line(5, 'one')];
  const { engine, follower, shown } = aFollower(log);
  await follower.listen(line(2, '').time);

  engine.tell('app-web-1', 'start');
  await settled();
  log.push(line(9, 'two'));
  engine.tell('app-web-1', 'start');
  await settled();

  expect(shown).toEqual(['web-1: one', 'web-1: two']);
});

test('a LogFollower shows a line of one stream that comes after a later one of the other, and only once', async () => {
  const log = [line(5, 'out'), { ...line(4, 'err'), stream: 'stderr' as const }];
  const { engine, follower, shown } = aFollower(log);
  await follower.listen(line(2, '').time);

  engine.tell('app-web-1', 'start');
  await settled();
  log.push(line(9, 'again'));
  engine.tell('app-web-1', 'start');
  await settled();

  expect(shown).toEqual(['web-1: out', 'web-1: err', 'web-1: again']);
});

test('a LogFollower goes on after what was shown as history', async () => {
  const { follower, shown } = aFollower([line(1, 'shown'), line(2, 'new')]);
  await follower.listen(line(0, '').time);

  follower.seen({ container: containerId('app-web-1'), label: 'web-1', ...line(1, 'shown') });
  follower.follow({ id: containerId('app-web-1'), name: 'app-web-1' }, {});
  await settled();

  expect(shown).toEqual(['web-1: new']);
});

test('a LogFollower tells the end of a container after its last line, and whether it restarts', async () => {
  for (const restarts of [false, true]) {
    const { engine, follower, shown } = aFollower([line(5, 'last words')], { restarts });
    await follower.listen(line(1, '').time);

    engine.tell('app-web-1', 'start');
    engine.tell('app-web-1', 'die');
    await settled();
    await settled();

    expect(shown).toEqual(['web-1: last words', `web-1 ended with 0${restarts ? ', restarts' : ''}`]);
  }
});

test('whenIdle() waits for a container that was started until its end is told, however late its start is', async () => {
  const { engine, follower } = aFollower([]);
  await follower.listen(line(1, '').time);
  let idle = false;

  follower.expect(containerId('app-web-1'));
  void follower.whenIdle().then(() => {
    idle = true;
  });
  await settled();
  expect(idle).toBe(false);

  engine.tell('app-web-1', 'start');
  await settled();
  expect(idle).toBe(false);

  // Its state is asked for when it ends: this one is not started again.
  engine.tell('app-web-1', 'die');
  await follower.whenIdle();
  await settled();
  expect(idle).toBe(true);
});

test('whenIdle() fails when the engine goes away, instead of waiting for ends that nobody tells of', async () => {
  const { engine, follower } = aFollower([]);
  await follower.listen(line(1, '').time);
  follower.expect(containerId('app-web-1'));
  const idle = follower.whenIdle();

  engine.breakStream();

  await expect(idle).rejects.toThrow('the connection was lost');
});

test('whenIdle() fails when an engine ends all containers because it is shut down', async () => {
  const { engine, follower } = aFollower([]);
  await follower.listen(line(1, '').time);
  follower.expect(containerId('app-web-1'));
  const idle = follower.whenIdle();
  engine.listContainers = () => Promise.reject(new Error('connection refused'));

  engine.tell('app-web-1', 'start');
  engine.tell('app-web-1', 'die');

  await expect(idle).rejects.toThrow('connection refused');
});

test('a LogFollower takes a log that the engine breaks off for the end of the engine, and not for a line', async () => {
  const { follower, shown } = aFollower([line(1, 'one')], { breaksOff: true });
  await follower.listen(line(0, '').time);

  follower.follow({ id: containerId('app-web-1'), name: 'app-web-1' }, {});

  await expect(follower.whenIdle()).rejects.toThrow('the engine broke off the log');
  expect(shown).toEqual(['web-1: one']);
});

test('a LogFollower tells the end of a container whose log never ends, and that lines may be missing', async () => {
  const { engine, follower, shown } = aFollower([line(5, 'one')], { isSilent: true, silentMs: 20 });
  await follower.listen(line(1, '').time);
  engine.tell('app-web-1', 'start');
  engine.tell('app-web-1', 'die');
  await follower.whenIdle();

  expect(shown).toEqual([
    'web-1: one',
    'web-1: (cannot be read: its log does not end: the end may be missing)',
    'web-1 ended with 0',
  ]);
});

test('a LogFollower tells the end of a container of which no event comes, and follows its next run', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const log = [line(5, 'one')];
  let state: 'running' | 'exited' = 'exited';
  const { follower, shown } = aFollower(log, { inspect: () => ({ name: 'app-web-1', state, exitCode: 3 }) });
  await follower.listen(line(1, '').time);

  follower.expect(containerId('app-web-1'));
  state = 'running';
  await vi.advanceTimersByTimeAsync(5000);
  expect(shown).toEqual(['web-1: one']);
  log.push(line(9, 'two'));
  await vi.advanceTimersByTimeAsync(5000);
  expect(shown).toEqual(['web-1: one', 'web-1: two']);
  state = 'exited';
  await vi.advanceTimersByTimeAsync(5000);
  await follower.whenIdle();

  expect(shown).toEqual(['web-1: one', 'web-1: two', 'web-1 ended with 3']);
});

test('a LogFollower tells an end once that it saw before the late event of it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const { engine, follower, shown } = aFollower([line(5, 'one')], {
    inspect: () => ({ name: 'app-web-1', state: 'exited', exitCode: 0 }),
  });
  await follower.listen(line(1, '').time);
  engine.tell('app-web-1', 'start');
  await vi.advanceTimersByTimeAsync(5000);
  await follower.whenIdle();
  expect(shown).toEqual(['web-1: one', 'web-1 ended with 0']);

  engine.tell('app-web-1', 'die');
  await settled();
  expect(shown).toEqual(['web-1: one', 'web-1 ended with 0']);

  engine.tell('app-web-1', 'start');
  await settled();
  engine.tell('app-web-1', 'die');
  await settled();
  await follower.whenIdle();
  expect(shown).toEqual(['web-1: one', 'web-1 ended with 0', 'web-1 ended with 0']);
});

test('a LogFollower does not wait for a container that was removed when no event told of it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const { follower, shown } = aFollower([], {
    inspect: () => {
      throw new EngineError('no-container', 'there is none', { status: 404 });
    },
  });
  await follower.listen(line(1, '').time);
  follower.expect(containerId('app-web-1'));

  await vi.advanceTimersByTimeAsync(5000);
  await follower.whenIdle();

  expect(shown).toEqual([]);
});

test('outlive() goes on where the lines were left off when the engine has come back', async () => {
  const log = [line(1, 'one')];
  const container = { id: containerId('app-web-1'), name: 'app-web-1', state: 'running' as const };
  const containers = [anObservedContainer('app-web-1', container)];
  const { engine, follower, shown } = aFollower(log, { containers });
  await follower.listen(line(0, '').time);
  follower.follow(container, {});
  await settled();
  const lost = new Promise<void>((resolve) => void follower.outlive(resolve, 1));

  log.push(line(2, 'two'));
  engine.breakStream();
  await lost;

  await expect.poll(() => shown).toEqual(['web-1: one', 'web-1: two']);
  follower.close();
});

test('a LogFollower reads no further while the reader of what it prints takes nothing, and ends all the same', async () => {
  let read = 0;
  const engine = new RecordingEngine({
    follow: async function* () {
      for (;;) yield line(read++ % 60, `line ${read}`);
    },
  });
  const follower = new LogFollower({
    engine,
    project: 'app',
    follows: () => true,
    print: () => new Promise(() => {}),
  });
  await follower.listen(line(0, '').time);
  follower.follow({ id: containerId('app-web-1'), name: 'app-web-1' }, {});
  await settled();
  await settled();
  expect(read).toBe(1);

  const idle = follower.whenIdle();
  follower.close();
  await idle;
  expect(read).toBe(1);
});

test('a LogFollower is not idle before the end of a container has been told to a slow reader', async () => {
  let tell = (): void => {};
  const engine = new RecordingEngine({ inspect: () => ({ state: 'exited' }), follow: async function* () {} });
  const follower = new LogFollower({
    engine,
    project: 'app',
    follows: () => true,
    print: () => undefined,
    onExit: () =>
      new Promise((resolve) => {
        tell = resolve;
      }),
  });
  await follower.listen(line(0, '').time);
  engine.tell('app-web-1', 'start');
  engine.tell('app-web-1', 'die');
  let idle = false;
  const done = follower.whenIdle().then(() => {
    idle = true;
  });
  await settled();
  await settled();
  expect(idle).toBe(false);

  tell();
  await done;
  expect(idle).toBe(true);
});

test.each([
  ['reaches back to what was shown', 2500, ['since 2400, the last 2000']],
  ['does not reach back', 9000, ['since 2400, the last 2000', 'since 2400']],
])(
  'a LogFollower reads a long log from its end on, and all of it only where that %s',
  async (_, length, asked) => {
    const timeOf = (number: number): string =>
      new Date(Date.UTC(2026, 0, 1) + number).toISOString().replace('Z', '000000Z');
    const log = Array.from(
      { length },
      (_, number): LogRecord => ({
        stream: 'stdout',
        time: timeOf(number),
        text: String(number),
      }),
    );
    const questions: string[] = [];
    const shown: string[] = [];
    const engine = new RecordingEngine({
      follow: async function* (_id, since = '', _signal, tail) {
        const number = log.findIndex(({ time }) => time === since);
        questions.push(`since ${number}${tail === undefined ? '' : `, the last ${tail}`}`);
        yield* (tail === undefined ? log : log.slice(-tail)).filter(({ time }) => time >= since);
      },
    });
    const print = ({ text }: LogRecord): undefined => void shown.push(text);
    const follower = new LogFollower({ engine, project: 'app', follows: () => true, print });
    const id = containerId('app-web-1');
    follower.seen({ container: id, label: 'web-1', stream: 'stdout', time: timeOf(2400), text: '' });

    follower.follow({ id, name: 'app-web-1' }, { since: timeOf(0) });
    await vi.waitFor(() => expect(shown).toHaveLength(length - 2401));
    follower.close();

    expect(questions).toEqual(asked);
    expect(shown).toEqual(log.slice(2401).map(({ text }) => text));
  },
);

test.each([
  ['reach back to what was shown', 5, []],
  ['do not reach back to what was shown', 4, [6]],
])('LogFollower tells of a gap only where the last lines %s', async (_, tail, gaps) => {
  const log = Array.from({ length: 10 }, (__, at) => ({
    ...line(at, `line ${at}`),
    time: `2026-01-01T00:00:0${at}.000000001Z`,
  }));
  const told: number[] = [];
  const shown: string[] = [];
  const engine = new RecordingEngine({
    inspect: () => ({ state: 'exited' }),
    // Podman leaves out the line of the moment itself.
    follow: async function* (_id, since = '', __, last) {
      yield* log.slice(-(last ?? 10)).filter(({ time }) => time > since.replace(/\.000Z$/, '.000000000Z'));
    },
  });
  const container = containerId('a'.repeat(64));
  const follower = new LogFollower({
    engine,
    project: 'app',
    follows: () => true,
    print: ({ text }) => void shown.push(text),
    onGap: ({ text }) => void told.push(Number(text.split(' ')[1])),
  });
  for (const seen of log.slice(0, 6)) follower.seen({ container, label: 'web-1', ...seen });
  follower.follow({ id: container, name: 'app-web-1' }, { since: '2026-01-01T00:00:00Z', tail });
  await expect.poll(() => shown.at(-1)).toBe('line 9');
  follower.close();

  expect(told).toEqual(gaps);
});
