import { describe, expect, test } from 'vitest';
import { containerId } from '../../../src/model/ids.ts';
import { ignoresSignal } from '../../../src/reconciler/steps/stop-container.ts';
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
}

/** Its first process, and one of `exec`. */
function ask(container: Container): Promise<boolean> {
  const { caught = NOTHING, blocked = NOTHING, stopSignal, pidMode, titles } = container;
  const HostConfig = pidMode === undefined ? {} : { PidMode: pidMode };
  const settings = { ...RUNNING.settings, HostConfig, ...(stopSignal && { StopSignal: stopSignal }) };
  const engine = new RecordingEngine({
    inspect: () => ({ pid: 100, settings }),
    processes: {
      titles: titles ?? ['PID', 'CAUGHT', 'BLOCKED'],
      processes: [
        ['99', TERM, NOTHING],
        ['100', caught, blocked],
      ],
    },
  });
  return ignoresSignal(engine, containerId('c'));
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
