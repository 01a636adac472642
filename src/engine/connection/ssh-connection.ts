import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { cannotWriteTo } from '../../diagnostics/temporary-folder.ts';
import { readText } from '../../util/read-text.ts';
import { noSshProgram, sshFailed } from './ssh-failure.ts';
import { type SshTarget, sshWords } from './ssh-target.ts';

/** One login, which any number of connections share. */
export interface SshConnection {
  /** A private folder for sockets, removed at the end of the login. */
  readonly folder: string;
  /** The arguments of `ssh` for one more channel of this login; `x` stands for the host, which the login knows. */
  readonly channel: readonly string[];
  /** Ends the login and removes the folder. */
  close(): void;
}

/** The system limits paths of sockets (`sun_path`), and ssh adds characters while it creates one. */
const LONGEST_FOLDER = 70;

/**
 * Logs in with the ssh program and the user's own configuration, keys and agent, and keeps it in the background.
 *
 * ssh may ask for a password or for the trust in a host on the terminal, where Ctrl-C ends it as usual. Once it is
 * logged in it leaves the terminal's group: a Ctrl-C that stops an application in order must not end the connection.
 *
 * Error: EngineError `engine-unreachable` with the last line of ssh.
 */
export async function connectSsh(
  endpoint: string,
  target: SshTarget,
  { compresses = false }: { readonly compresses?: boolean } = {},
): Promise<SshConnection> {
  const folder = privateFolder();
  const control = join(folder, 'control');
  const log = join(folder, 'log');
  // The channels read no configuration: its forwardings would be opened again for each of them.
  const channel = ['-F', 'none', '-S', control, '-T', '-o', 'ProxyCommand=false'];
  const keeper = startKeeper(folder, channel);
  try {
    const packed = compresses ? ['-o', 'Compression=yes'] : [];
    const words = [...masterWords(control, log, target.isTried === true), ...packed, ...sshWords(target)];
    const { code, stderr } = await logIn(words, keeper.watch);
    if (code !== 0) throw sshFailed(endpoint, target, lastLine(readLog(log)) ?? lastLine(stderr));
  } catch (error) {
    keeper.close();
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? noSshProgram(endpoint) : error;
  }
  return { folder, channel, close: keeper.close };
}

function privateFolder(): string {
  const base = tmpdir().length > LONGEST_FOLDER ? '/tmp' : tmpdir();
  try {
    return mkdtempSync(join(base, 'gantry-ssh-'));
  } catch (error) {
    throw cannotWriteTo(base, 'TMPDIR', error);
  }
}

interface Keeper {
  /** @param login the process that is logging in, which has to be ended too; undefined: it is in the background. */
  watch(login: number | undefined): void;
  close(): void;
}

/**
 * A shell that waits for the end of its input, which comes when gantry closes it or ends in any way. Then the shell ends the login and
 * removes its sockets. It has its own session, so Ctrl-C does not reach it. It asks for the process of the login while its socket is
 * there: without it, when somebody has cleared the temporary files, the login is ended by its process.
 */
function startKeeper(folder: string, channel: readonly string[]): Keeper {
  const script =
    'folder=$1; shift; while read -r line; do login=$line; test -n "$line" || master=$(ssh "$@" -O check x 2>&1 | sed -n "s/.*(pid=\\([0-9]*\\)).*/\\1/p"); done; ' +
    'test -z "$login" || kill "$login"; ssh "$@" -O exit x || test -z "$master" || kill "$master"; rm -rf "$folder"';
  const keeper = spawn('/bin/sh', ['-c', script, 'sh', folder, ...channel], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  for (const stream of [keeper, keeper.stdin]) stream.on('error', () => {});
  keeper.unref();
  return {
    watch: (login) => void keeper.stdin.write(`${login ?? ''}\n`),
    close: () => void keeper.stdin.end(),
  };
}

function masterWords(control: string, log: string, isTried: boolean): readonly string[] {
  const options = [
    'ControlPersist=yes',
    `ConnectTimeout=${isTried ? 5 : 30}`,
    // Notices a dead connection; otherwise a wait for an event would never end.
    'ServerAliveInterval=30',
    'RemoteCommand=none',
    'ClearAllForwardings=yes',
    // Without a terminal nobody can answer a question.
    ...(!isTried && (process.stdin.isTTY || process.stderr.isTTY) ? [] : ['BatchMode=yes']),
  ];
  return ['-M', '-S', control, '-f', '-N', '-T', '-E', log, ...options.flatMap((option) => ['-o', option])];
}

/** Returns when ssh has gone to the background, or has given up. */
function logIn(
  words: readonly string[],
  watch: Keeper['watch'],
): Promise<{ code: number | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    const ssh = spawn('ssh', words, { stdio: ['ignore', 'ignore', 'pipe'] });
    watch(ssh.pid);
    const stderr = keepEnd(ssh.stderr);
    ssh.on('error', reject);
    // Not `close`: the process in the background may hold the stream.
    ssh.on('exit', (code) => {
      watch(undefined);
      ssh.stderr.destroy();
      resolve({ code, stderr: stderr() });
    });
  });
}

/** Empty when ssh ended before it wrote anything. */
const readLog = (path: string): string => readText(path) ?? '';

/** In characters: more than the last line of ssh, which is all that is told. */
const LONGEST_END = 64 * 1024;

/** @returns gives the last of what has come. */
export function keepEnd(stream: Readable): () => string {
  let end = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    end = (end + text).slice(-LONGEST_END);
  });
  return () => end;
}

export function lastLine(text: string): string | undefined {
  return text.trim().split(/\r?\n/).at(-1)?.trim() || undefined;
}
