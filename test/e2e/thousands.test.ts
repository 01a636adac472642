import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { CALLS_OF_A_SECOND_UP } from '../support/engine-proxy.ts';
import { PROGRAM } from '../support/gantry.ts';
import { type MemoryEngine, startMemoryEngine } from '../support/memory-engine/memory-engine.ts';

/** `GANTRY_TEST_CONTAINERS=5000` for more of them. */
const MOST = Number(process.env.GANTRY_TEST_CONTAINERS ?? 1000);
const FEWER = MOST / 2;

/** What the reconciler grants, and what the lock and the waits ask beside it. */
const CHANGES_AT_A_TIME = 6 + 2;
/** Lists, events and the lock: they do not depend on how many containers there are. */
const FIXED_CALLS = 60;

let engine: MemoryEngine | undefined;
let folder: string | undefined;
afterEach(async () => {
  await engine?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  engine = undefined;
  folder = undefined;
});

interface Ran {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly errors: string;
  /** How many calls there were of each kind. */
  readonly calls: ReadonlyMap<string, number>;
  readonly mostInFlight: number;
  /** The most memory that it had. */
  readonly peakBytes: number;
}

/** Runs one command after another on an engine that has nothing yet. */
async function onNewEngine(services: number, replicas: number) {
  await engine?.close();
  const memory = await startMemoryEngine({ latencyMs: 1 });
  engine = memory;
  folder ??= mkdtempSync(join(tmpdir(), 'gantry-thousands-'));
  const cwd = folder;
  const files = Array.from(
    { length: services },
    (_, index) =>
      `  s${index}: {image: busybox, command: server, environment: {NUMBER: "${index}"}, scale: ${replicas}}`,
  );
  writeFileSync(join(cwd, 'compose.yaml'), ['services:', ...files, ''].join('\n'));
  const run = async (words: string): Promise<Ran> => {
    memory.forgetCalls();
    const [command = '', ...first] = PROGRAM;
    const child = spawn(command, [...first, ...words.split(' ')], {
      cwd,
      env: {
        ...process.env,
        DOCKER_HOST: memory.host,
        COMPOSE_PROJECT_NAME: 'thousands',
        XDG_STATE_HOME: join(cwd, '.state'),
        NO_COLOR: '1',
        // What it costs is a promise of its own.
        GANTRY_HISTORY: '0',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
      });
    const peak = watchMemory(child);
    const code = await new Promise<number | null>((ended) => child.on('close', ended));
    const calls = new Map<string, number>();
    for (const { method, pattern } of memory.calls)
      calls.set(`${method} ${pattern}`, (calls.get(`${method} ${pattern}`) ?? 0) + 1);
    return {
      code,
      lines: output.stdout.trimEnd().split('\n'),
      errors: output.stderr,
      calls,
      mostInFlight: memory.mostInFlight,
      peakBytes: peak(),
    };
  };
  return { run, world: memory.world };
}

/** The kernel keeps the highest value, so the last look at it is little less than that of the end. */
function watchMemory({ pid }: ChildProcess): () => number {
  let kilobytes = 0;
  const look = (): void => {
    try {
      const [, found] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      kilobytes = Math.max(kilobytes, Number(found ?? 0));
    } catch {
      // It has ended.
    }
  };
  const timer = setInterval(look, 20);
  return () => {
    clearInterval(timer);
    return kilobytes * 1024;
  };
}

const total = (calls: ReadonlyMap<string, number>): number =>
  [...calls.values()].reduce((sum, count) => sum + count, 0);

describe.each([
  ['services', 1],
  ['containers of a tenth as many services', 10],
])(`${MOST} %s`, (_what, replicas) => {
  test('come up, are found as they are, are shown and go, and all costs in proportion to their number', async () => {
    const peaks = new Map<string, number[]>();
    for (const count of [FEWER, MOST]) {
      const { run, world } = await onNewEngine(count / replicas, replicas);
      const ran = async (words: string): Promise<Ran> => {
        const result = await run(words);
        expect(result.code, result.errors.slice(-2000)).toBe(0);
        peaks.set(words, [...(peaks.get(words) ?? []), result.peakBytes]);
        return result;
      };

      const up = await ran('up -d');
      expect([...world.containers.values()].filter(({ state }) => state === 'running')).toHaveLength(count);
      expect(up.calls.get('POST /containers/create')).toBe(count);
      expect(up.calls.get('POST /containers/{id}/start')).toBe(count);
      expect(total(up.calls)).toBeLessThanOrEqual(2 * count + FIXED_CALLS);
      expect(up.mostInFlight).toBeLessThanOrEqual(CHANGES_AT_A_TIME);

      const again = await ran('up -d');
      expect(Object.fromEntries(again.calls)).toEqual(
        Object.fromEntries(CALLS_OF_A_SECOND_UP.map((call) => [call, 1])),
      );
      expect(again.errors).toContain('nothing changed');

      const ps = await ran('ps');
      expect(total(ps.calls)).toBe(1);
      expect(ps.lines).toHaveLength(count + 1);

      const down = await ran('down');
      expect(world.containers.size).toBe(0);
      expect(down.calls.get('POST /containers/{id}/stop')).toBe(count);
      expect(total(down.calls)).toBeLessThanOrEqual(2 * count + FIXED_CALLS);
      expect(down.mostInFlight).toBeLessThanOrEqual(CHANGES_AT_A_TIME);
    }
    for (const [words, [less = 0, more = 0]] of peaks)
      expect(more, `${words}: ${less} bytes for half as many`).toBeLessThanOrEqual(2 * less);
  });
});

test('--parallel bounds the calls that change something', async () => {
  const { run } = await onNewEngine(40, 1);

  const up = await run('--parallel 2 up -d');

  expect(up.code, up.errors).toBe(0);
  expect(up.mostInFlight).toBeLessThanOrEqual(2 + 2);
});

test('commands that look at each container ask the engine for few of them at a time', async () => {
  const { run } = await onNewEngine(150, 1);
  await run('up -d');

  for (const words of ['ps --wide', 'top', 'up -d --verify', 'logs']) {
    const { code, errors, mostInFlight } = await run(words);
    expect(code, errors).toBe(0);
    expect(mostInFlight, words).toBeLessThanOrEqual(32);
  }
});
