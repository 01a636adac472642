import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followStats } from '../../../src/cli/look/follow-stats.ts';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import type { StatsSample } from '../../../src/model/stats-sample.ts';
import { createRenderer } from '../../../src/ui/progress/create-renderer.ts';
import { aCli } from '../../support/a-cli.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { lines } from '../../support/lines.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const SAMPLE: StatsSample = {
  cpuPercent: 1,
  memoryBytes: 2,
  memoryLimitBytes: 3,
  receivedBytes: 0,
  sentBytes: 0,
  readBytes: 0,
  writtenBytes: 0,
  processes: 1,
};

type Samples = () => AsyncIterable<StatsSample>;

const SECOND_MS = 1000;

/** As an engine gives them. */
async function* everySecond(): AsyncIterable<StatsSample> {
  for (;;) {
    yield SAMPLE;
    await new Promise((later) => setTimeout(later, SECOND_MS));
  }
}

/** The line never ends. */
async function* never(): AsyncIterable<StatsSample> {
  await new Promise(() => {});
}

const failing = (error: Error): Samples =>
  // biome-ignore lint/correctness/useYield: it fails before
  async function* () {
    throw error;
  };

const tooLong = new EngineError('bad-engine-answer', "a line of the engine's answer is longer than 16 MiB");

/** Until the engine ends its events. */
async function follow(samples: Readonly<Record<string, Samples>>, seconds: number, { isTty = false } = {}) {
  const containers = Object.keys(samples).map((service) => anObservedContainer(service));
  const engine = Object.assign(new RecordingEngine({ containers }), {
    stats: (id: string) =>
      samples[
        containers.find((container) => container.id === id)?.labels['com.docker.compose.service'] ?? ''
      ]?.(),
  });
  const plain = aCli('/', { engine });
  const stderr = createRenderer('plain', plain.stderr, { colour: false });
  const cli = { ...plain, stdout: { ...plain.stdout, isTty }, renderer: async () => stderr };
  const found = { engine, project: 'app', hide: String, containers };
  const running = followStats(cli, found, {
    choose: (listed: readonly ObservedContainer[]) => listed,
    showsEnded: false,
    textOf: (usages) =>
      `${usages.map(({ container, usage }) => `${container.name} ${usage ? 'ok' : '--'}`)}\n`,
  });
  const ended = running.then(String, (error: Error) => error.message);
  await vi.advanceTimersByTimeAsync(seconds * SECOND_MS);
  engine.breakStream();
  return { ...cli.written, ended: await ended };
}

test('stats says once which samples it waits for, and goes on with the others', async () => {
  const { stdout, stderr } = await follow({ db: never, web: everySecond, x: never, y: never }, 60);

  expect(stderr).toBe(
    ' the engine has sent no sample of app-db-1, app-x-1 and 1 more for 10 s (gantry goes on waiting)\n',
  );
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('app-db-1 --,app-web-1 ok,app-x-1 --,app-y-1 --');
});

test('stats says once why there are no samples of a container any more, and goes on with the others', async () => {
  const { stdout, stderr } = await follow({ db: failing(tooLong), web: everySecond }, 60);

  expect(stderr).toBe(
    "warning: no more samples of app-db-1: a line of the engine's answer is longer than 16 MiB\n",
  );
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('app-web-1 ok');
});

test('stats keeps on a terminal what it said there, as the table takes its place', async () => {
  const { stdout } = await follow({ db: failing(tooLong), web: everySecond, x: never }, 60, { isTty: true });

  expect(stdout.split('\u001b[2J\u001b[H').at(-1)).toBe(
    lines(
      'app-web-1 ok,app-x-1 --',
      "no more samples of app-db-1: a line of the engine's answer is longer than 16 MiB",
      'the engine has sent no sample of app-x-1 for 10 s (gantry goes on waiting)',
      '',
    ),
  );
});

test('stats fails when the engine gives samples of no container', async () => {
  const { ended } = await follow({ db: failing(tooLong) }, 1);

  expect(ended).toBe(tooLong.message);
});

test('stats says nothing of a container that has gone', async () => {
  const gone = new EngineError('no-container', 'no container', { status: 404 });
  const { stderr, ended } = await follow({ db: failing(gone), web: everySecond }, 60);

  expect(stderr).toBe('');
  expect(ended).toBe('the connection was lost');
});
