import { Writable } from 'node:stream';
import { type Terminal, terminalOf } from '../../src/cli/context/terminal.ts';

interface SlowReader {
  readonly terminal: Terminal;
  /** How much it has taken, in bytes. */
  taken(): number;
  /** The most that waited for it at a time, in bytes. */
  peak(): number;
}

/** A pipe whose reader takes one text at a time, with a pause between two; `stuck` takes nothing more after the first. */
export function aSlowReader(kind: 'slow' | 'stuck' = 'slow'): SlowReader {
  let [taken, peak] = [0, 0];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      taken += chunk.length;
      if (kind === 'slow') setImmediate(done);
    },
  });
  const terminal = terminalOf(stream);
  const write = (text: string): void => {
    terminal.write(text);
    peak = Math.max(peak, stream.writableLength);
  };
  return { terminal: { ...terminal, write, writeRaw: write }, taken: () => taken, peak: () => peak };
}
