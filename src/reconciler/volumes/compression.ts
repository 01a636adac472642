import type { Transform } from 'node:stream';
import zlib from 'node:zlib';
import { UserError } from '../../diagnostics/user-error.ts';

export type Compression = 'zstd' | 'gzip' | 'none';

type UnpackCode = 'bad-bundle' | 'bad-backup';

/** Node has zstd since 22.15. */
const hasZstd = (): boolean => typeof zlib.createZstdCompress === 'function';

/**
 * By the flag, else by the name of the file, else zstd where this program has it: gzip takes longer than a load.
 * Error: UserError `bad-usage` where zstd is asked for, and this program has none.
 */
export function compressionFor(flag: Compression | undefined, path: string | undefined): Compression {
  const byName = /\.(?:zst|zstd)$/.test(path ?? '')
    ? 'zstd'
    : /\.t?gz$/.test(path ?? '')
      ? 'gzip'
      : undefined;
  const asked = flag ?? byName;
  if (asked === 'zstd' && !hasZstd()) throw withoutZstd('bad-usage', WITHOUT_ZSTD);
  return asked ?? (hasZstd() ? 'zstd' : 'none');
}

const WITHOUT_ZSTD = 'write with --compress gzip, or pipe it through zstd';

/** undefined: as it is. Error: UserError `bad-usage` where this program has no zstd. */
export function compressor(compression: Compression): Transform | undefined {
  if (compression === 'none') return undefined;
  if (compression === 'gzip') return zlib.createGzip({ level: 1, chunkSize: 1 << 20 });
  if (!hasZstd()) throw withoutZstd('bad-usage', WITHOUT_ZSTD);
  return zlib.createZstdCompress({ chunkSize: 1 << 20 });
}

/** By the first bytes of what is read. @param code of the UserError where this program has no zstd */
export function decompressor(start: Buffer, code: UnpackCode = 'bad-bundle'): Transform | undefined {
  if (start.readUInt16BE(0) === 0x1f8b) return zlib.createGunzip({ chunkSize: 1 << 20 });
  if (start.readUInt32BE(0) !== 0x28b52ffd) return undefined;
  if (!hasZstd()) throw withoutZstd(code, 'unpack it first: zstd -d');
  return zlib.createZstdDecompress({ chunkSize: 1 << 20 });
}

const withoutZstd = (code: 'bad-usage' | UnpackCode, hint: string): UserError =>
  new UserError(
    code,
    `this gantry runs on Node ${process.versions.node}, which has no zstd: that came with 22.15`,
    {
      hint,
    },
  );
