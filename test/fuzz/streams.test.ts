import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { pack } from 'tar-stream';
import { afterAll, expect, test } from 'vitest';
import { knownError } from '../../src/diagnostics/file-error.ts';
import type { LogRecord } from '../../src/engine/port/engine-answers.ts';
import { EngineError } from '../../src/engine/refusals/engine-error.ts';
import { frameReader, type LogReader, terminalReader } from '../../src/engine/streams/log-demux.ts';
import { unpackInto } from '../../src/reconciler/copy/unpack-into.ts';
import { aFolder } from '../support/a-folder.ts';
import { corpusOf, isForeseen, tryMany } from '../support/fuzz.ts';

const root = aFolder({ outside: 'mine' });
let count = 0;
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function unpack(bytes: Buffer): Promise<void> {
  const folder = join(root, `into-${count++}`);
  mkdirSync(folder);
  const before = readdirSync(root);
  await unpackInto(Readable.from([bytes]), { folder, name: 'copy' }).catch((error: unknown) => {
    expect(isForeseen(knownError(error)), String(error)).toBe(true);
  });
  expect(readdirSync(root)).toEqual(before);
  rmSync(folder, { recursive: true, force: true });
}

const part = fc.constantFrom(
  'a',
  'b',
  '..',
  '.',
  '',
  'c d',
  '😀',
  '__proto__',
  'x'.repeat(120),
  'y'.repeat(300),
  'n\0u',
);
const name = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `src/${parts.join('/')}`);
const entry = fc.record({
  name,
  type: fc.constantFrom('file', 'directory', 'symlink', 'link', 'fifo', 'character-device'),
  linkname: fc.oneof(name, fc.constantFrom('/etc/passwd', '../outside', 'src', '/', '')),
  mode: fc.constantFrom(0o644, 0o755, 0, 0o7777),
  content: fc.constantFrom('', 'x', 'y'.repeat(2000)),
  mtime: fc.constantFrom(new Date(0), new Date(1e12), new Date(8e14)),
} as const);
const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 });

async function archiveOf(
  entries: readonly (typeof entry extends fc.Arbitrary<infer E> ? E : never)[],
  damages: readonly (readonly [number, number])[],
  cut: number | undefined,
): Promise<Buffer> {
  const archive = pack();
  for (const { name: path, type, linkname, mode, content, mtime } of entries)
    archive.entry({ name: path, type, linkname, mode, mtime }, type === 'file' ? content : '');
  archive.finalize();
  const bytes = await buffer(archive);
  for (const [at, value] of damages) if (bytes.length > 0) bytes[at % bytes.length] = value;
  return cut === undefined ? bytes : bytes.subarray(0, cut % (bytes.length + 1));
}

test('an archive, whatever is in it, is unpacked or refused, and writes to its own folder only', async () => {
  await tryMany(
    fc.tuple(fc.array(entry, { maxLength: 5 }), damage, fc.option(fc.nat(), { nil: undefined })),
    async ([entries, damages, cut]) => unpack(await archiveOf(entries, damages, cut)),
  );
});

test.each(corpusOf('archives'))('the archive %s is no surprise', (_name, bytes) => unpack(bytes));

/** @returns its lines; `refused` for what has no frames. */
function readAll(reader: LogReader, chunks: readonly Buffer[]): readonly LogRecord[] | 'refused' {
  try {
    return [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.end()];
  } catch (error) {
    if (error instanceof EngineError && error.code === 'bad-engine-answer') return 'refused';
    throw error;
  }
}

function chunksOf(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

const TIME = '2026-11-24T13:40:42.880918062Z ';
const text = fc.string({
  unit: fc.constantFrom('a', '\n', '\r', TIME, '😀', '\0', '\x1b[31m', ' '),
  maxLength: 20,
});
const frame = fc
  .tuple(fc.constantFrom(0, 1, 2, 3, 255), text, fc.constantFrom(0, 0, 0, 1, -1, 0xffff_0000))
  .map(([kind, words, wrong]) => {
    const payload = Buffer.from(words);
    const header = Buffer.alloc(8);
    header[0] = kind;
    header.writeUInt32BE(Math.max(0, Math.min(0xffff_ffff, payload.length + wrong)), 4);
    return Buffer.concat([header, payload]);
  });
const log = fc.oneof(
  fc.array(frame, { maxLength: 8 }).map((frames) => Buffer.concat(frames)),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);

function readLog(bytes: Buffer, cuts: readonly number[]): void {
  for (const newReader of [frameReader, terminalReader]) {
    const whole = readAll(newReader(), [bytes]);
    expect(readAll(newReader(), chunksOf(bytes, cuts))).toEqual(whole);
    if (whole !== 'refused') for (const record of whole) expect(record.text).not.toContain('\n');
  }
}

test('a log, whatever is in it, has the same lines wherever its chunks end, or is refused', async () => {
  await tryMany(fc.tuple(log, fc.array(fc.nat(), { maxLength: 5 })), ([bytes, cuts]) => readLog(bytes, cuts));
});

test.each(corpusOf('log-frames'))('the log %s is no surprise', (_name, bytes) =>
  readLog(bytes, [1, 7, 8, 9, 100]),
);
