import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerId } from '../../model/ids.ts';

/** On Linux, which engines run on; this machine may count otherwise. SIGKILL needs nobody's consent. */
const SIGNALS: Readonly<Record<string, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  USR1: 10,
  USR2: 12,
  TERM: 15,
  CONT: 18,
  WINCH: 28,
  PWR: 30,
  'RTMIN+3': 37,
};

const COLUMNS = '-eo pid,caught,blocked';

/**
 * Whether the first process of a container has no use for the signal that is to stop it: the kernel drops what such a
 * process neither handles nor holds back, so it will go on until it is killed. Any doubt is a no: an engine whose host has
 * another `ps`, a signal of another name, a process that is not the first one of its namespace.
 */
export async function ignoresSignal(engine: Engine, container: ContainerId): Promise<boolean> {
  try {
    const [{ pid, settings }, { titles, processes }] = await Promise.all([
      engine.inspectContainer(container),
      engine.topContainer(container, COLUMNS),
    ]);
    const signal = numberOf(settings.StopSignal || 'SIGTERM');
    if (pid === undefined || signal === undefined || settings.HostConfig.PidMode) return false;
    const first = processes.find((row) => row[titles.indexOf('PID')] === String(pid));
    const masks = ['CAUGHT', 'BLOCKED'].map((title) => first?.[titles.indexOf(title)]);
    return masks.every((mask) => mask !== undefined && !has(mask, signal));
  } catch {
    // It has ended meanwhile, or the engine cannot tell: the stop goes on as it would.
    return false;
  }
}

const numberOf = (signal: string): number | undefined =>
  SIGNALS[signal.replace(/^SIG/, '')] ?? Object.values(SIGNALS).find((number) => String(number) === signal);

/** @param mask hexadecimal, one bit for each signal from 1 on */
const has = (mask: string, signal: number): boolean =>
  ((BigInt(`0x${mask}`) >> BigInt(signal - 1)) & 1n) === 1n;
