import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../diagnostics/user-error.ts';
import { gitEnvironment } from '../git/run-git.ts';

export interface RemoteGitOptions {
  readonly environment: ReadonlyMap<string, string>;
  /** As people may read it. */
  readonly reference: string;
  readonly timeoutMs: number;
  /** This folder of git may not become larger. */
  readonly watched?: { readonly folder: string; readonly mostBytes: number };
  readonly input?: string;
}

/**
 * Nothing of the other machine is run: no hook, no filter, no submodule; and git asks nobody, and speaks only to other machines.
 * Attributes are those of the empty tree, so that no filter of the user is run on foreign files either.
 */
const HARMLESS = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.symlinks', 'true'],
  ['core.protectHFS', 'true'],
  ['core.protectNTFS', 'true'],
  ['submodule.recurse', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['transfer.bundleURI', 'false'],
  ['http.followRedirects', 'initial'],
  ['http.lowSpeedLimit', '1'],
  ['http.lowSpeedTime', '60'],
].flatMap(([name, value]) => ['-c', `${name}=${value}`]);

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const WATCHES_EVERY_MS = 200;
/** A list of all refs of a large repository has some megabytes. */
const MOST_OUTPUT = 64 * 1024 * 1024;

/** One call of git. @returns what it writes. Error: UserError, see `explain`. */
export function remoteGit(words: readonly string[], options: RemoteGitOptions): Promise<string> {
  const { environment, timeoutMs, watched, input = '', reference } = options;
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...HARMLESS, ...words], {
      env: variables(environment),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let why: UserError | undefined;
    const stop = (reason: UserError): void => {
      why ??= reason;
      child.kill('SIGKILL');
    };
    const late = (): void =>
      stop(
        new UserError('remote-unreachable', `${reference}: git had not ended after ${timeoutMs / 1000} s`, {
          hint: 'check the network, or use a smaller repository',
        }),
      );
    const timer = setTimeout(late, timeoutMs);
    const watch =
      watched &&
      setInterval(() => {
        if (sizeOf(watched.folder) <= watched.mostBytes) return;
        const most = `${watched.mostBytes / 1024 / 1024} MiB`;
        stop(new UserError('remote-refused', `${reference} is too large: git fetches more than ${most}`));
      }, WATCHES_EVERY_MS);
    const output: Buffer[] = [];
    let outputBytes = 0;
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      outputBytes += chunk.length;
      if (outputBytes > MOST_OUTPUT) stop(new UserError('remote-refused', `${reference} has too many refs`));
      else output.push(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-10_000);
    });
    child.stdin.on('error', () => {}); // it may end without reading
    child.stdin.end(input);
    const end = (act: () => void): void => {
      clearTimeout(timer);
      clearInterval(watch);
      act();
    };
    child.on('error', (error) => end(() => reject(cannotStart(error))));
    child.on('close', (code) =>
      end(() => {
        if (code === 0 && !why) resolve(Buffer.concat(output).toString('utf8'));
        else reject(why ?? explain(stderr, reference));
      }),
    );
  });
}

function variables(environment: ReadonlyMap<string, string>): NodeJS.ProcessEnv {
  const given = Object.fromEntries(environment);
  const { GIT_TERMINAL_PROMPT, GIT_SSH, GIT_SSH_COMMAND } = given;
  return {
    ...gitEnvironment(given),
    ...(GIT_TERMINAL_PROMPT && { GIT_TERMINAL_PROMPT }),
    // As docker compose: nobody is asked, and no connection of the user is shared.
    ...(!GIT_SSH && !GIT_SSH_COMMAND && { GIT_SSH_COMMAND: 'ssh -o ControlMaster=no -o BatchMode=yes' }),
    GIT_ALLOW_PROTOCOL: 'https:http:ssh:git',
    GIT_ATTR_SOURCE: EMPTY_TREE,
    GIT_LFS_SKIP_SMUDGE: '1',
  };
}

function sizeOf(folder: string): number {
  try {
    return readdirSync(folder).reduce((sum, name) => sum + (statSync(join(folder, name)).size || 0), 0);
  } catch {
    // It is not there yet, or a file has just got its final name.
    return 0;
  }
}

function cannotStart(cause: Error): UserError {
  const isMissing = 'code' in cause && cause.code === 'ENOENT';
  return new UserError(
    'git-failed',
    isMissing ? 'git is not installed, or not in PATH' : `git cannot be started: ${cause.message}`,
    { cause, ...(isMissing && { hint: 'install git: it fetches remote Compose files' }) },
  );
}

interface Explanation {
  readonly code: 'remote-not-found' | 'remote-unreachable' | 'remote-denied' | 'remote-refused';
  readonly words: RegExp;
  readonly text: string;
  readonly hint: string;
}

/** Of several that fit, the first counts. */
const WHY: readonly Explanation[] = [
  {
    code: 'remote-refused',
    words: /transport '[^']*' not allowed/,
    text: 'leads to an address that git may not use for it',
    hint: 'look for url.….insteadOf in the configuration of git, and use https or ssh',
  },
  {
    code: 'remote-denied',
    words: /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/i,
    text: 'is on a machine whose key ssh does not know',
    hint: 'connect to it once with ssh, and check its key',
  },
  {
    code: 'remote-denied',
    words:
      /Authentication failed|could not read (?:Username|Password)|terminal prompts disabled|Permission denied|returned error: 40[13]|access denied|Invalid username or (?:password|token)/i,
    text: 'does not exist, or needs a login that git does not have',
    hint: 'check the address, and whether `git ls-remote` can read it: a credential helper or an ssh agent has to know the login',
  },
  {
    code: 'remote-unreachable',
    words:
      /Could not resolve host|Name or service not known|Temporary failure in name resolution|Connection refused|Failed to connect|Could not connect|unable to connect|timed out|No route to host|Network is unreachable|Connection reset|Operation too slow|SSL|TLS|certificate|returned error: 5\d\d|Empty reply|early EOF|hung up unexpectedly/i,
    text: 'cannot be reached',
    hint: 'check the address and the network; a commit that has been fetched needs none',
  },
  {
    code: 'remote-not-found',
    words: /not our ref|unadvertised object|couldn't find remote ref|reference is not a tree/i,
    text: 'has no such commit',
    hint: 'check the commit: it has to be on a branch or a tag of that repository',
  },
  {
    code: 'remote-not-found',
    words:
      /not found|does not exist|does not appear to be a git repository|not a git repository|access denied or repository not exported|returned error: 404|invalid info\/refs|not valid: is this a git repository/i,
    text: 'is no repository of git',
    hint: 'check the address: `git ls-remote` has to be able to read it',
  },
];

/** Error: UserError `remote-not-found`, `remote-unreachable`, `remote-denied`, `remote-refused`. */
function explain(stderr: string, reference: string): UserError {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter(
      (line) =>
        line !== '' &&
        !/^(?:warning|hint):|Please make sure you have the correct|and the repository exists/.test(line),
    );
  const told =
    lines.find((line) => /^(?:fatal|error|ssh|remote):/.test(line)) ?? lines[0] ?? 'it says nothing';
  // An address with its password may be in what git says.
  const words = told.replaceAll(/:\/\/[^/@\s']*@/g, '://');
  const found = WHY.find((row) => row.words.test(stderr));
  if (!found) return new UserError('remote-refused', `${reference}: git failed: ${words}`);
  return new UserError(found.code, `${reference} ${found.text}: ${words}`, { hint: found.hint });
}
