import { afterEach, describe, expect, test, vi } from 'vitest';
import { containerId } from '../../../src/model/ids.ts';
import { ignoresSignal, stopContainer } from '../../../src/reconciler/steps/stop-container.ts';
import { RUNNING } from '../../support/an-inspection.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const NOTHING = '0000000000000000';
const CHILD_AND_INTERRUPT = '0000000000010002';
const TERM = '0000000000004000';
const RTMIN_3 = '0000001000000000';

interface Container {
  readonly caught?: string;
  readonly blocked?: string;
  readonly stopSignal?: string;
  readonly pidMode?: string;
  readonly titles?: readonly string[];
  readonly words?: readonly string[];
  /** Of the first process, as the kernel has it. */
  readonly name?: string;
  readonly tty?: boolean;
}

/** Its first process, and one of `exec`. */
const ask = (container: Container): Promise<boolean> =>
  ignoresSignal(engineWith(container), containerId('c'));

function engineWith(container: Container, onStop?: () => Promise<void>): RecordingEngine {
  const { caught = NOTHING, blocked = NOTHING, stopSignal, pidMode, titles } = container;
  const { words = ['server'], name = 'server', tty = false } = container;
  const HostConfig = pidMode === undefined ? {} : { PidMode: pidMode };
  const settings = {
    ...RUNNING.settings,
    Cmd: words,
    HostConfig,
    ...(stopSignal && { StopSignal: stopSignal }),
  };
  return new RecordingEngine({
    inspect: () => ({ pid: 100, settings, tty }),
    processes: {
      titles: titles ?? ['PID', 'CAUGHT', 'BLOCKED', 'COMMAND'],
      processes: [
        ['99', TERM, NOTHING, 'other'],
        ['100', caught, blocked, name],
      ],
    },
    onCall: async (call) => {
      if (call.startsWith('stop')) await onStop?.();
    },
  });
}

describe('ignoresSignal()', () => {
  test('is true of a first process that neither handles its signal nor holds it back', async () => {
    expect(await ask({})).toBe(true);
    expect(await ask({ caught: CHILD_AND_INTERRUPT })).toBe(true);
    expect(await ask({ caught: TERM, stopSignal: 'SIGQUIT' })).toBe(true);
    expect(await ask({ caught: TERM, stopSignal: '3' })).toBe(true);
  });

  test.each<[string, Container]>([
    ['handles it', { caught: TERM }],
    ['handles the one that is its own', { caught: RTMIN_3, stopSignal: 'SIGRTMIN+3' }],
    ['waits for it, as an init does', { blocked: TERM }],
    ['gets one that nobody can refuse', { stopSignal: 'SIGKILL' }],
    ['gets one of a name that is not known', { stopSignal: 'SIGMINE' }],
    ['is not the first one of its namespace', { pidMode: 'host' }],
    ['is not told of, by another `ps`', { titles: ['PID', 'USER', 'COMMAND'] }],
  ])('is false of one that %s', async (_, container) => {
    expect(await ask(container)).toBe(false);
  });

  test('is false when the engine does not tell', async () => {
    const engine = new RecordingEngine({ inspect: () => undefined });

    expect(await ignoresSignal(engine, containerId('c'))).toBe(false);
  });
});

describe('stopContainer()', () => {
  afterEach(() => void vi.useRealTimers());

  /** What is said of a container that is killed after 6 seconds. */
  async function warningsOf(container: Container): Promise<readonly string[]> {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const warnings: string[] = [];
    const killed = new Promise<void>((resolve) => {
      setTimeout(resolve, 6000);
    });
    const stopped = stopContainer(
      engineWith(container, () => killed),
      containerId('c'),
      { name: 'p-web-1', graceSeconds: 6 },
      { warn: (text) => void warnings.push(text), releaseWaiting: undefined },
    );
    await vi.advanceTimersByTimeAsync(6000);
    await stopped;
    return warnings;
  }

  test('says that a program does not handle its signal where the engine tells so', async () => {
    expect(await warningsOf({})).toEqual([
      'container p-web-1 did not stop within 6 s and was killed: server does not handle SIGTERM, as a first process must; set init: true, or name the signal that ends it with stop_signal',
    ]);
  });

  test.each<[string, Container, string]>([
    [
      'a shell that waits for a program',
      { words: ['sh', '-c', 'sleep 600; true'], name: 'sh' },
      'its first process is a shell (sh), which does not pass SIGTERM on',
    ],
    [
      'the program that took the place of a shell',
      { words: ['sh', '-c', 'echo; exec nc -l'], name: 'nc' },
      'nc does not handle SIGTERM, as a first process must; set init: true',
    ],
    [
      'the program of a script',
      { words: ['sh', '/app/serve.sh'], name: 'httpd' },
      'httpd does not handle SIGTERM',
    ],
    [
      'a script of a long name, whole',
      { words: ['/docker-entrypoint.sh', 'x'], name: 'docker-entrypoi' },
      'docker-entrypoint.sh does not handle SIGTERM',
    ],
    [
      'a shell to type into',
      { words: ['bash'], name: 'bash', tty: true },
      'an interactive shell ignores SIGTERM',
    ],
  ])('names %s', async (_, container, reason) => {
    expect(await warningsOf(container)).toEqual([expect.stringContaining(`was killed: ${reason}`)]);
  });

  test.each<[string, Container]>([
    ['handles it, and takes long', { caught: TERM }],
    ['is not told of', { titles: ['PID', 'USER', 'COMMAND'] }],
  ])('says no more than that it takes longer of one that %s', async (_, container) => {
    expect(await warningsOf(container)).toEqual([
      'container p-web-1 did not stop within 6 s and was killed: it takes longer than that to end at SIGTERM; raise stop_grace_period, or look whether it handles SIGTERM',
    ]);
  });
});
