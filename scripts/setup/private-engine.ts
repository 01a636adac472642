import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { answers, type Host } from './engine-api.ts';
import { type Slot, takeSlot } from './engine-slot.ts';
import { createLink, farAddress, namespaceOf } from './network-link.ts';
import { descendantsOf, isAlive, nameOfProcess } from './processes.ts';
import { sleepSync } from './run.ts';
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
  const slot = await takeSlot();
  let daemon: ChildProcess | undefined;
  const stop = onExit(() => {
    if (daemon) killTree(daemon);
    slot.release();
  });
  try {
    createLink(slot.n);
    daemon = spawnDaemon(slot);
    const host = `unix://${socketOf(slot)}`;
    await untilAnswering(host, daemon, logOf(slot));
    const running = daemon;
    return {
      host,
      publishedHost: farAddress(slot.n),
      end: (signal) => endEngine(running, slot, signal),
      startAgain: () => {
        rmSync(holdOf(slot));
        return untilAnswering(host, running, logOf(slot));
      },
      stop,
    };
  } catch (error) {
    stop();
    throw error;
  }
}

const socketOf = ({ folder }: Slot): string => join(folder, 'run', 'docker.sock');
const logOf = ({ folder }: Slot): string => join(folder, 'dockerd.log');
/** While this file is there, an engine that has ended is not started again. */
const holdOf = ({ folder }: Slot): string => join(folder, 'hold');

/** Starts the engine, and again whenever it has ended: `$0` is the file that holds that off, `$1` the file of its process. */
const KEEP_STARTING =
  'hold=$0; pid=$1; shift; while :; do rm -f "$pid"; "$@"; while [ -e "$hold" ]; do sleep 0.1; done; done';

function spawnDaemon(slot: Slot): ChildProcess {
  const at = (...path: string[]): string => join(slot.folder, ...path);
  mkdirSync(at('run'));
  mkdirSync(at('data'));
  writeFileSync(at('daemon.json'), '{}');
  const dockerd = [
    'dockerd',
    ['--host', `unix://${socketOf(slot)}`],
    ['--data-root', at('data')],
    ['--exec-root', at('run', 'exec')],
    ['--pidfile', at('run', 'docker.pid')],
    ['--group', 'root'],
    ['--config-file', at('daemon.json')], // not the machine's own in /etc/docker
    ['--bip', `10.214.${slot.n}.1/24`],
    ['--default-address-pool', 'base=10.215.0.0/16,size=24'],
    ['--cgroup-parent', `/${namespaceOf(slot.n)}`],
    ['--log-level', 'warn'],
  ].flat();
  // setpriv: the engine dies with us, even by kill -9. nsenter and not `ip netns exec`, which hides the
  // cgroups. tini: process 1 has to reap what containers leave.
  const command = [
    ['--pdeathsig', 'KILL'],
    ['nsenter', `--net=/run/netns/${namespaceOf(slot.n)}`],
    ['unshare', '--mount', '--pid', '--fork', '--kill-child=KILL', '--mount-proc'],
    ['tini', '-s', '--', 'sh', '-c', KEEP_STARTING, holdOf(slot), at('run', 'docker.pid'), ...dockerd],
  ].flat();
  const log = openSync(logOf(slot), 'w');
  // Detached: a Ctrl-C at our terminal is not for the engine.
  return spawn('setpriv', command, { detached: true, stdio: ['ignore', log, log] });
}

async function untilAnswering(host: Host, daemon: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + 120_000;
  let ended: string | undefined;
  const onError = (error: Error): void => {
    ended = error.message;
  };
  const onEnd = (code: number | null): void => {
    ended = `it ended with code ${code}`;
  };
  daemon.once('error', onError).once('exit', onEnd).unref();
  while (!(await answers(host))) {
    if (Date.now() > deadline) ended ??= 'no answer within two minutes';
    if (ended === undefined) await sleep(20);
    else throw new Error(`the private engine did not start: ${ended}. The end of its log:\n${tailOf(log)}`);
  }
  daemon.off('error', onError).off('exit', onEnd);
}

function tailOf(log: string): string {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  return lines
    .slice(-8)
    .map((line) => `  ${line}`)
    .join('\n');
}

/** Kills the outermost process and waits for the innermost first one: only then are all the others gone. */
function killTree(daemon: ChildProcess): void {
  const { pid } = daemon;
  if (pid === undefined || daemon.exitCode !== null || daemon.signalCode !== null) return;
  const [inner] = descendantsOf(pid);
  daemon.kill('SIGKILL');
  if (inner === undefined) return;
  for (let tries = 0; tries < 500 && isAlive(inner); tries++) sleepSync(10);
}

async function endEngine({ pid = 0 }: ChildProcess, slot: Slot, signal: NodeJS.Signals): Promise<void> {
  writeFileSync(holdOf(slot), '');
  const engine = descendantsOf(pid).find((one) => nameOfProcess(one) === 'dockerd');
  if (engine === undefined) throw new Error('the private engine does not run');
  process.kill(engine, signal);
  while (isAlive(engine)) await sleep(20);
}
