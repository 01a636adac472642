/** What can be told of a file by what it begins with. */
export const HEAD_BYTES = 512;

/** gzip, bzip2, xz, zstd and its frames without content. */
const COMPRESSED = /^(?:1f8b|425a68|fd377a585a00|28b52ffd|5[0-9a-f]2a4d18)/;

const CHECKSUM = { start: 148, end: 156 };

/** Whether ADD may unpack it: docker decides by the content, whatever the name is. @param head its first `HEAD_BYTES`, if it has as many */
export function looksLikeArchive(head: Buffer): boolean {
  if (COMPRESSED.test(head.toString('hex', 0, 6))) return true;
  if (head.length < HEAD_BYTES) return false;
  return head.toString('latin1', 257, 262) === 'ustar' || hasTarChecksum(head);
}

/** An old tar has no name of its own: the sum of its first block, as if its place were blank. Some summed signed bytes. */
function hasTarChecksum(head: Buffer): boolean {
  const [digits] = /[0-7]+/.exec(head.toString('latin1', CHECKSUM.start, CHECKSUM.end)) ?? [];
  if (digits === undefined) return false;
  const bytes = Uint8Array.from(head);
  bytes.fill(0x20, CHECKSUM.start, CHECKSUM.end);
  const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);
  return [sum(bytes), sum(Int8Array.from(bytes))].includes(Number.parseInt(digits, 8));
}
