import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { answers, type Host } from './engine-api.ts';
import { descendantsOf, isAlive } from './processes.ts';
import { sleepSync } from './run.ts';

/** A Docker engine in network, mount and process namespaces of its own. */
export interface IsolatedEngine {
  /** Of its data, sockets and log; at most 65 characters, since the path of a socket has at most 107. */
  readonly folder: string;
  /** Of the network, and of its control groups. */
  readonly namespace: string;
  /** Address of its bridge. */
  readonly bridge: string;
  /** Where its networks get their addresses from. */
  readonly pool: string;
  /** Absent: the machine's. */
  readonly hostname?: string;
}

export const hostOf = (folder: string): Host => `unix://${join(folder, 'run', 'docker.sock')}`;
const logOf = (folder: string): string => join(folder, 'dockerd.log');

/** The command that is the engine. */
export function dockerdOf({ folder, namespace, bridge, pool }: IsolatedEngine): readonly string[] {
  const at = (...path: string[]): string => join(folder, ...path);
  return [
    'dockerd',
    ['--host', hostOf(folder)],
    ['--data-root', at('data')],
    ['--exec-root', at('run', 'exec')],
    ['--pidfile', at('run', 'docker.pid')],
    ['--group', 'root'],
    ['--config-file', at('daemon.json')], // not the machine's own in /etc/docker
    ['--bip', bridge],
    ['--default-address-pool', pool],
    ['--cgroup-parent', `/${namespace}`],
    ['--log-level', 'warn'],
  ].flat();
}

/** Runs a command, of which `dockerdOf` is a part, where nobody else sees the engine. Needs root. */
export function spawnIsolated(
  { folder, namespace, hostname }: IsolatedEngine,
  command: readonly string[],
): ChildProcess {
  mkdirSync(join(folder, 'run'));
  mkdirSync(join(folder, 'data'), { recursive: true });
  writeFileSync(join(folder, 'daemon.json'), '{}');
  // setpriv: the engine dies with us, even by kill -9. nsenter and not `ip netns exec`, which hides the
  // cgroups. tini: process 1 has to reap what containers leave.
  const words = [
    ['--pdeathsig', 'KILL'],
    ['nsenter', `--net=/run/netns/${namespace}`],
    ['unshare', '--mount', '--pid', '--fork', '--kill-child=KILL', '--mount-proc'],
    hostname === undefined ? [] : ['--uts', 'sh', '-c', 'hostname "$0"; exec "$@"', hostname],
    ['tini', '-s', '--', ...command],
  ].flat();
  const log = openSync(logOf(folder), 'w');
  // Detached: a Ctrl-C at our terminal is not for the engine.
  const daemon = spawn('setpriv', words, { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  return daemon;
}

/** Error: the engine has ended, or does not answer; with the end of its log. */
export async function untilAnswering(daemon: ChildProcess, folder: string): Promise<void> {
  const deadline = Date.now() + 120_000;
  let ended: string | undefined;
  const onError = (error: Error): void => {
    ended = error.message;
  };
  const onEnd = (code: number | null): void => {
    ended = `it ended with code ${code}`;
  };
  daemon.once('error', onError).once('exit', onEnd).unref();
  while (!(await answers(hostOf(folder)))) {
    if (Date.now() > deadline) ended ??= 'no answer within two minutes';
    if (ended === undefined) await sleep(20);
    else
      throw new Error(
        `the private engine did not start: ${ended}. The end of its log:\n${tailOf(logOf(folder))}`,
      );
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
export function killTree(daemon: ChildProcess): void {
  const { pid } = daemon;
  if (pid === undefined || daemon.exitCode !== null || daemon.signalCode !== null) return;
  const [inner] = descendantsOf(pid);
  daemon.kill('SIGKILL');
  if (inner === undefined) return;
  for (let tries = 0; tries < 500 && isAlive(inner); tries++) sleepSync(10);
}
