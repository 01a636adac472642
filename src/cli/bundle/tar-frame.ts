import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';

/** Archives are filled up to whole blocks. */
const BLOCK = 512;

/** What stands in front of a content whose name has at most 100 letters of ASCII. Source: POSIX.1-2017, pax, "ustar Interchange Format". */
export function contentHeader(name: string, size: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  const octal = (number: number, digits: number): string => `${number.toString(8).padStart(digits, '0')} `;
  header.write(name, 0);
  header.write(`${octal(0o644, 6)}\0`, 100);
  header.write(`${octal(0, 6)}\0`, 108);
  header.write(`${octal(0, 6)}\0`, 116);
  if (size < 8 ** 11) header.write(octal(size, 11), 124);
  else {
    // As GNU tar and docker write what has more digits.
    header.writeBigUInt64BE(BigInt(size), 128);
    header[124] = 0x80;
  }
  header.write(octal(0, 11), 136);
  header.write(' '.repeat(8), 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** What fills up the last block of a content. */
export const padding = (size: number): Buffer => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);

/** A small entry as a whole, of any name. */
export async function wholeEntry(name: string, content: Buffer): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name, mode: 0o644, mtime: new Date(0) }, content);
  archive.finalize();
  const whole = await buffer(archive);
  return whole.subarray(0, -END.length);
}

/** The end of an archive. */
export const END = Buffer.alloc(2 * BLOCK);
