import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  type Stats,
} from 'node:fs';

/** The code of the error for what has no content of its own: the names of the system's errors are taken. */
const NOT_REGULAR = 'ERR_NOT_A_REGULAR_FILE';

/** No file that a person wrote is longer. */
let largestBytes = 256 * 1024 * 1024;

/** For the whole program: what is longer than this is refused. */
export function limitFileSize(bytes: number): void {
  largestBytes = bytes;
}

/**
 * The bytes of a regular file. A named pipe would keep the program waiting for a writer, and `/dev/zero` has no end, so both are
 * refused; the pipe of `<(command)` has its writer, and is read. `/dev/null` is empty.
 *
 * Error: as `readFileSync`; with the code `NOT_REGULAR` for a pipe, a socket or a device, and with ERR_FS_FILE_TOO_LARGE for what
 * is longer than `largest`.
 */
export function readRegular(path: string, largest = largestBytes): Buffer {
  // Without `O_NONBLOCK` the opening of a named pipe would wait.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(file);
    if (stats.isFIFO() && isHandedOver(path)) return readFileSync(path);
    if (stats.isCharacterDevice() && realpathSync(path) === '/dev/null') return Buffer.alloc(0);
    const kind = irregularKind(stats);
    if (kind !== undefined) throw refusal(path, NOT_REGULAR, `it is no regular file but ${kind}`);
    if (stats.size > largest) throw refusal(path, 'ERR_FS_FILE_TOO_LARGE', 'it is too large to be read');
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** All of standard input, which may be a pipe. Errors: as `readRegular`. */
export function readInput(largest = largestBytes): Buffer {
  const parts: Buffer[] = [];
  let length = 0;
  for (;;) {
    const part = Buffer.allocUnsafe(64 * 1024);
    const read = readSync(0, part);
    if (read === 0) return Buffer.concat(parts);
    length += read;
    if (length > largest) throw refusal('-', 'ERR_FS_FILE_TOO_LARGE', 'it is too large to be read');
    parts.push(part.subarray(0, read));
  }
}

/** What is at a path that has no content of its own; a folder has an error of the system. */
export function irregularKind(stats: Stats): string | undefined {
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return stats.isCharacterDevice() || stats.isBlockDevice() ? 'a device' : undefined;
}

/** A pipe without a name: the shell has opened it for this program. */
function isHandedOver(path: string): boolean {
  if (!/^\/(?:dev\/(?:fd\/\d+|stdin)|proc\/(?:self|\d+)\/fd\/\d+)$/.test(path)) return false;
  try {
    return readlinkSync(path === '/dev/stdin' ? '/proc/self/fd/0' : path).startsWith('pipe:');
  } catch {
    return false;
  }
}

function refusal(path: string, code: string, message: string): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code, path, syscall: 'read' });
}
