import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogRecord } from '../../../src/engine/port/engine-answers.ts';
import { frameReader, type LogReader, terminalReader } from '../../../src/engine/streams/log-demux.ts';

const TIME = '2026-11-24T13:40:42.880918062Z';

/** One message as the engine writes it: a whole line, or a piece of one without its end. */
interface Message {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  readonly ends: boolean;
}

const aMessage: fc.Arbitrary<Message> = fc.record({
  stream: fc.constantFrom('stdout', 'stderr'),
  text: fc.string({ unit: fc.constantFrom('a', ' ', 'é', '漢', '🚀', '\r') }),
  ends: fc.boolean(),
});

describe('frameReader()', () => {
  test('loses, joins and splits nothing, wherever the chunks end', () => {
    fc.assert(
      fc.property(
        fc.array(aMessage),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }),
        (messages, sizes) => {
          const bytes = Buffer.concat(messages.map(frameOf));

          expect(readAll(frameReader(), bytes, sizes)).toEqual(linesByHand(messages));
        },
      ),
    );
  });

  test('waits for no frame that nobody has the memory for', () => {
    const header = Buffer.from([1, 0, 0, 0, 255, 255, 255, 255]);

    expect(() => frameReader().push(header)).toThrow('a frame of a log is longer than 16 MiB');
  });

  test('joins a line that the engine cut, with another stream in between, and keeps its first time', () => {
    const later = '2026-11-24T13:40:43.000000000Z';
    const bytes = Buffer.concat([
      aFrame(1, `${TIME} one `),
      aFrame(2, `${TIME} oops\n`),
      aFrame(1, `${later} line\r\n`),
      aFrame(1, `${TIME} no end`),
    ]);

    expect(readAll(frameReader(), bytes, [1000])).toEqual([
      { stream: 'stderr', time: TIME, text: 'oops' },
      { stream: 'stdout', time: TIME, text: 'one line' },
      { stream: 'stdout', time: TIME, text: 'no end' },
    ]);
  });

  test('keeps what the engine says went wrong apart from the log', () => {
    const reader = frameReader();

    expect(readAll(reader, aFrame(3, 'error from daemon in stream: file is damaged\n'), [7])).toEqual([]);
    expect(reader.failure).toBe('error from daemon in stream: file is damaged');
  });
});

describe('terminalReader()', () => {
  test('reads lines that have no frames, wherever the chunks end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (size) => {
        const bytes = Buffer.from(`${TIME} prompt$ é\r\n${TIME} \r\n${TIME} half`);

        expect(readAll(terminalReader(), bytes, [size])).toEqual([
          { stream: 'stdout', time: TIME, text: 'prompt$ é' },
          { stream: 'stdout', time: TIME, text: '' },
          { stream: 'stdout', time: TIME, text: 'half' },
        ]);
      }),
    );
  });

  test('takes out the times that the engine puts into a line longer than 16 KiB', () => {
    const long = 'x'.repeat(40_000);
    const pieces = [long.slice(0, 16_384), long.slice(16_384, 32_768), long.slice(32_768)];
    const bytes = Buffer.from(`${pieces.map((piece) => `${TIME} ${piece}`).join('')}\r\n`);

    expect(readAll(terminalReader(), bytes, [4096])).toEqual([{ stream: 'stdout', time: TIME, text: long }]);
  });
});

function frameOf({ stream, text, ends }: Message): Buffer {
  return aFrame(stream === 'stdout' ? 1 : 2, `${TIME} ${text}${ends ? '\n' : ''}`);
}

function aFrame(kind: number, text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = kind;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

function readAll(reader: LogReader, bytes: Buffer, sizes: readonly number[]): readonly LogRecord[] {
  const records: LogRecord[] = [];
  for (let offset = 0, turn = 0; offset < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    records.push(...reader.push(bytes.subarray(offset, offset + size)));
    offset += size;
  }
  return [...records, ...reader.end()];
}

/** The obvious way: one text for each stream that grows until its line ends. */
function linesByHand(messages: readonly Message[]): readonly LogRecord[] {
  const done: LogRecord[] = [];
  const open = new Map<'stdout' | 'stderr', string>();
  const finish = (stream: 'stdout' | 'stderr', text: string): void => {
    done.push({ stream, time: TIME, text: text.replace(/\r$/, '') });
  };
  for (const { stream, text, ends } of messages) {
    const line = (open.get(stream) ?? '') + text;
    if (ends) {
      finish(stream, line);
      open.delete(stream);
    } else open.set(stream, line);
  }
  for (const [stream, text] of open) finish(stream, text);
  return done;
}

describe('a text without any line end', () => {
  const PIECE = 16 * 1024;
  const pieces = Array.from({ length: 200 }, (_, n) => `${TIME} ${String(n).padEnd(PIECE, '.')}`);

  test.each([
    ['frameReader()', frameReader, pieces.map((piece) => aFrame(1, piece))],
    ['terminalReader()', terminalReader, pieces.map((piece) => Buffer.from(piece))],
  ])('%s is cut after a megabyte, and nothing of it is lost', (_name, newReader, chunks) => {
    const reader = newReader();
    let waiting = 0;
    let most = 0;
    const records = chunks.flatMap((chunk) => {
      waiting += PIECE;
      most = Math.max(most, waiting);
      const found = reader.push(chunk);
      if (found.length > 0) waiting = 0;
      return found;
    });
    const all = [...records, ...reader.end()];

    expect(most).toBeLessThanOrEqual(1024 * 1024 + 2 * PIECE);
    expect(all.map(({ text }) => text).join('')).toBe(
      pieces.map((piece) => piece.slice(TIME.length + 1)).join(''),
    );
    expect(new Set(all.map(({ time }) => time))).toEqual(new Set([TIME]));
  });
});
