import type { ChildProcess } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from './engine-api.ts';
import { ENGINES, type Slot, takeSlot } from './engine-slot.ts';
import {
  dockerdOf,
  hostOf,
  type IsolatedEngine,
  killTree,
  spawnIsolated,
  untilAnswering,
} from './isolated-engine.ts';
import { createLink, farAddress, namespaceOf } from './network-link.ts';
import { descendantsOf, isAlive, nameOfProcess } from './processes.ts';
import { onExit } from './signals.ts';

export type PrivateEngine = {
  readonly host: Host;
  readonly publishedHost: string;
  /** Ends the engine alone, as a crash (SIGKILL) or an administrator (SIGTERM) would; its data stays. Resolves when it has ended. */
  readonly end: (signal: NodeJS.Signals) => Promise<void>;
  /** Starts it again after that. */
  readonly startAgain: () => Promise<void>;
  readonly stop: () => void;
};

/**
 * Starts a Docker engine that nobody else sees, in network, mount and process namespaces of its own: killing
 * its first process takes every container, mount and helper with it. Needs root.
 */
export async function startPrivateEngine(): Promise<PrivateEngine> {
  const slot = await takeSlot(ENGINES);
  let daemon: ChildProcess | undefined;
  const stop = onExit(() => {
    if (daemon) killTree(daemon);
    slot.release();
  });
  try {
    createLink(slot.n);
    daemon = spawnDaemon(slot);
    const { folder } = slot;
    await untilAnswering(daemon, folder);
    const running = daemon;
    return {
      host: hostOf(folder),
      publishedHost: farAddress(slot.n),
      end: (signal) => endEngine(running, slot, signal),
      startAgain: () => {
        rmSync(holdOf(slot));
        return untilAnswering(running, folder);
      },
      stop,
    };
  } catch (error) {
    stop();
    throw error;
  }
}

/** While this file is there, an engine that has ended is not started again. */
const holdOf = ({ folder }: Slot): string => join(folder, 'hold');

/** Starts the engine, and again whenever it has ended: `$0` is the file that holds that off, `$1` the file of its process. */
const KEEP_STARTING =
  'hold=$0; pid=$1; shift; while :; do rm -f "$pid"; "$@"; while [ -e "$hold" ]; do sleep 0.1; done; done';

function spawnDaemon(slot: Slot): ChildProcess {
  const engine = isolated(slot);
  return spawnIsolated(engine, [
    ...['sh', '-c', KEEP_STARTING, holdOf(slot), join(slot.folder, 'run', 'docker.pid')],
    ...dockerdOf(engine),
  ]);
}

const isolated = ({ n, folder }: Slot): IsolatedEngine => ({
  folder,
  namespace: namespaceOf(n),
  bridge: `10.214.${n}.1/24`,
  pool: 'base=10.215.0.0/16,size=24',
});

async function endEngine({ pid = 0 }: ChildProcess, slot: Slot, signal: NodeJS.Signals): Promise<void> {
  writeFileSync(holdOf(slot), '');
  const engine = descendantsOf(pid).find((one) => nameOfProcess(one) === 'dockerd');
  if (engine === undefined) throw new Error('the private engine does not run');
  process.kill(engine, signal);
  while (isAlive(engine)) await sleep(20);
}
