import type { PageLogLine } from '../../model/page-log.ts';

/** Lines that are written and read together. */
export interface SpoolBlock {
  /** The number of its first line. */
  readonly first: number;
  readonly lines: readonly PageLogLine[];
}

/** One line of text for each, with tabs between what a line has: only its text may have some of its own, or anything else but line ends. */
export const encodeLines = (lines: readonly PageLogLine[]): Buffer =>
  Buffer.from(lines.map((line) => line.join('\t').replaceAll('\n', ' ')).join('\n'));

export const decodeLines = (bytes: Buffer): readonly PageLogLine[] =>
  bytes.toString('utf8').split('\n').map(decodeLine);

function decodeLine(encoded: string): PageLogLine {
  const label = encoded.indexOf('\t');
  const time = encoded.indexOf('\t', label + 1);
  const stream = encoded.indexOf('\t', time + 1);
  const kind = encoded.slice(time + 1, stream);
  return [
    encoded.slice(0, label),
    encoded.slice(label + 1, time),
    kind === 'out' || kind === 'err' || kind === 'end' ? kind : 'fail',
    encoded.slice(stream + 1),
  ];
}
