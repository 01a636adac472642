import { type ExecFileException, execFile, execFileSync } from 'node:child_process';
import { UserError } from '../../diagnostics/user-error.ts';

type Trouble = 'no-git' | 'no-repository' | 'not-trusted' | 'no-commit' | 'too-slow' | 'other';

/** A call of git that failed. */
export class GitError extends UserError {
  override readonly name = 'GitError';
  readonly trouble: Trouble;
  /** Undefined: it did not end by itself. */
  readonly exitCode: number | undefined;

  constructor(trouble: Trouble, message: string, cause: ExecFileException, hint?: string) {
    super('git-failed', message, { hint, cause });
    this.trouble = trouble;
    this.exitCode = typeof cause.code === 'number' ? cause.code : undefined;
  }
}

interface GitOptions {
  readonly input?: string;
  /** Default: `LONGEST_MS`. */
  readonly timeoutMs?: number;
}

/** Of a call: on a disk that does not answer, nobody waits for ever. */
const LONGEST_MS = 60_000;

/** Nothing of the repository is run: no hook, no monitor of files, no program that shows differences. */
const HARMLESS = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];

/** Asks git. @returns what it writes. Error: GitError */
export function runGit(folder: string, words: readonly string[], options: GitOptions = {}): Promise<Buffer> {
  const { input, timeoutMs = LONGEST_MS } = options;
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      ['-C', folder, ...HARMLESS, ...words],
      { env: gitEnvironment(process.env), encoding: 'buffer', maxBuffer: Infinity, timeout: timeoutMs },
      (error, stdout, stderr) => {
        if (error) reject(gitError(folder, error, stderr.toString('utf8'), timeoutMs));
        else resolve(stdout);
      },
    );
    // A git that could not be started, or that has ended, reads nothing.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input ?? '');
  });
}

/** The same at once, for the few places that cannot wait. @returns undefined when git refuses */
export function runGitNow(folder: string, words: readonly string[], input = ''): Buffer | undefined {
  try {
    return execFileSync('git', ['-C', folder, ...HARMLESS, ...words], {
      env: gitEnvironment(process.env),
      input,
      stdio: ['pipe', 'pipe', 'ignore'],
      maxBuffer: Infinity,
      timeout: LONGEST_MS,
    });
  } catch {
    return undefined;
  }
}

/** Variables about how git is set up, and not about which repository is meant. */
const KEPT = /^GIT_(?:CONFIG_|CEILING_DIRECTORIES$|DISCOVERY_ACROSS_FILESYSTEM$|EXEC_PATH$|SSH|ASKPASS$)/;

/** A hook of git runs with variables that name its own repository and index: the folder decides, and not they. */
export function gitEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !name.startsWith('GIT_') || KEPT.test(name));
  // Whoever only looks takes no lock, asks nobody, and reads the words of git in one language.
  return { ...Object.fromEntries(kept), GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
}

function gitError(folder: string, error: ExecFileException, stderr: string, timeoutMs: number): GitError {
  const [line = ''] = stderr.trim().split('\n');
  if (error.code === 'ENOENT')
    return new GitError('no-git', 'git is not installed, or not in PATH', error, 'install git');
  if (error.killed)
    return new GitError('too-slow', `git in ${folder} did not answer within ${timeoutMs / 1000} s`, error);
  if (/not a git repository|must be run in a work tree/.test(stderr))
    return new GitError('no-repository', `${folder} is in no repository of git`, error);
  if (/dubious ownership|unsafe repository/.test(stderr))
    return new GitError(
      'not-trusted',
      `git does not trust the repository of ${folder}, which belongs to another user`,
      error,
      `run git config --global --add safe.directory ${folder}`,
    );
  if (/(?:ambiguous argument|Not a valid object name:?) '?HEAD'?|does not have any commits/.test(stderr))
    return new GitError('no-commit', `${folder} has no commit yet`, error, 'commit first');
  return new GitError('other', `git failed in ${folder}: ${line}`, error);
}
