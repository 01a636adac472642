import type { Hint } from './hint.ts';
import { type Concern, UserError } from './user-error.ts';

/** What the file system answers, in words: all that reading, writing or looking at a path can end with. */
const WHY: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EBUSY: 'another program uses it',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'it exists already',
  EFBIG: 'it is too large for the file system',
  EINVAL: 'the file system does not take this name',
  EILSEQ: 'the file system does not take this name',
  EIO: 'the disk reports an error',
  EISDIR: 'it is a folder',
  ELOOP: 'it is a symbolic link that leads back to itself',
  EMFILE: 'gantry has too many files open: raise the limit (ulimit -n)',
  ENFILE: 'this machine has too many files open',
  ENAMETOOLONG: 'the name is too long',
  ENODEV: 'it is a device that is not there',
  ENOENT: 'it does not exist',
  ENOMEM: 'this machine has no memory left',
  ENOSPC: 'there is no space left on the disk',
  ENOTDIR: 'a part of its path is no folder',
  ENOTEMPTY: 'the folder is not empty',
  ENXIO: 'it is a socket, a pipe or a device that is not there',
  EOVERFLOW: 'it is too large',
  EROFS: 'the file system is read-only',
  ESTALE: 'the network file system has lost it',
  ETIMEDOUT: 'the network file system does not answer',
  ETXTBSY: 'the program runs',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than `--max-file-size` allows',
  ERR_INVALID_ARG_VALUE: 'its name has a character that no file name can have',
};

/** Whether there is nothing at the path, which many files are allowed. */
export const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errno(error));

/** The reason why the file system refused something: "permission denied". */
export const whyRefused = (error: unknown): string =>
  WHY[errno(error)] ?? (error instanceof Error ? error.message : String(error));

/**
 * The error of a user for what the file system refused.
 *
 * @param what begins the message and has the path: "the ignore file /app/.dockerignore"
 * @param done how it ends: "cannot be read"
 */
export function fileError(
  what: string,
  done: 'cannot be read' | 'cannot be written',
  cause: unknown,
  options: { readonly hint?: Hint; readonly about?: Concern } = {},
): UserError {
  return new UserError(codeOf(done, cause), `${what} ${done}: ${whyRefused(cause)}`, { ...options, cause });
}

/**
 * What the file system refused is no bug of gantry, wherever it was asked.
 *
 * @returns any other error as it is
 */
export function knownError<E>(error: E): E | UserError {
  if (error instanceof UserError || !isFileAnswer(error)) return error;
  const { syscall = '', path } = error;
  const done = READS.has(syscall) ? 'cannot be read' : 'cannot be written';
  const what = typeof path === 'string' ? path : 'a file';
  return syscall === 'open'
    ? new UserError(codeOf('cannot be read', error), `${what} cannot be opened: ${whyRefused(error)}`, {
        cause: error,
      })
    : fileError(what, done, error);
}

/** Sockets and programs have such codes too, but what they are asked for has other names. */
const READS: ReadonlySet<string> = new Set([
  'access',
  'fstat',
  'lstat',
  'open',
  'opendir',
  'read',
  'readlink',
  'realpath',
  'scandir',
  'stat',
  'statfs',
  'statx',
]);

const WRITES: ReadonlySet<string> = new Set([
  ...[
    'chmod',
    'chown',
    'close',
    'copyfile',
    'fchmod',
    'fsync',
    'ftruncate',
    'futime',
    'lchown',
    'link',
    'lutime',
    'mkdir',
    'mkdtemp',
  ],
  ...['rename', 'rm', 'rmdir', 'symlink', 'unlink', 'utime', 'write'],
]);

function isFileAnswer(error: unknown): error is NodeJS.ErrnoException {
  if (!Object.hasOwn(WHY, errno(error))) return false;
  const syscall = error instanceof Error && 'syscall' in error ? error.syscall : undefined;
  return typeof syscall === 'string' && (READS.has(syscall) || WRITES.has(syscall));
}

function codeOf(done: string, cause: unknown): UserError['code'] {
  if (['ENOSPC', 'EDQUOT'].includes(errno(cause))) return 'no-space';
  if (done === 'cannot be written') return 'file-not-written';
  return isMissing(cause) ? 'missing-file' : 'file-unreadable';
}

const errno = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
