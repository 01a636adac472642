import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { looksLikeArchive } from '../../../src/practice/subject/archives.ts';

/** The first block of a tar without a magic, as those of the seventh Unix. */
function oldTar(name: string, sumOf: (block: Buffer) => number): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0, 'latin1');
  block.write('0000644\0', 100);
  block.fill(' ', 148, 156);
  block.write(`${sumOf(block).toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

const unsigned = (block: Buffer) => block.reduce((a, b) => a + b, 0);
const signed = (block: Buffer) => Int8Array.from(block).reduce((a, b) => a + b, 0);

function newTar(): Buffer {
  const block = Buffer.alloc(512);
  block.write('ustar', 257);
  return block;
}

describe('looksLikeArchive()', () => {
  test.each([
    ['gzip', gzipSync('a')],
    ['zstd', zstdCompressSync('a')],
    ['a frame of zstd without content', Buffer.from('502a4d1800000000', 'hex')],
    ['bzip2', Buffer.from('BZh91AY')],
    ['xz', Buffer.from('fd377a585a0000', 'hex')],
    ['tar', newTar()],
    ['an old tar', oldTar('a', unsigned)],
    ['an old tar of a program that summed signed bytes', oldTar('é', signed)],
  ])('sees %s', (_, head) => {
    expect(looksLikeArchive(head)).toBe(true);
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a short text', Buffer.from('ustar')],
    ['zeros', Buffer.alloc(512)],
    ['a long text', Buffer.alloc(512, 'all 0123456 words ')],
    ['a program', Buffer.concat([Buffer.from('7f454c46', 'hex'), Buffer.alloc(508, 7)])],
  ])('takes %s for no archive', (_, head) => {
    expect(looksLikeArchive(head)).toBe(false);
  });
});
