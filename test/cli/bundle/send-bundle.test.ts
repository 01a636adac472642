import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BundlePart } from '../../../src/cli/bundle/bundle-parts.ts';
import { FarFolder } from '../../../src/cli/bundle/far-folder.ts';
import { readFarTarget } from '../../../src/cli/bundle/far-target.ts';
import { bytesOfPieces } from '../../../src/cli/bundle/pieces.ts';
import { sendBundle } from '../../../src/cli/bundle/send-bundle.ts';
import type { Machine } from '../../../src/engine/connect-machine.ts';
import { runShell } from '../../../src/engine/connection/ssh-shell.ts';
import { aFolder } from '../../support/a-folder.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const sumOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

const LARGE = Buffer.from('a large layer '.repeat(40_000));
const OTHER = Buffer.from('another large layer '.repeat(20_000));
const SMALL = Buffer.from('a small one');
const FILES = Buffer.from('the files '.repeat(10_000));
const HEAD = Buffer.from('a head');

let folder: string;
let there: string;
let incoming: string;
beforeEach(() => {
  folder = aFolder({ 'bin/docker': '' });
  there = join(folder, 'the shop');
  incoming = join(there, '.gantry-bundle');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A shell of this machine in place of one over ssh. */
const machine = (): Machine => ({
  engine: new RecordingEngine(),
  run: ({ script, words, ...command }) =>
    runShell('sh', ['-c', `docker() { cat >/dev/null; }; ${script}`, 'sh', ...words], command),
  close: () => {},
});

interface Trip {
  /** Ends the connection after so many bytes of the large layer. */
  readonly cutAt?: number;
  readonly large?: Buffer;
}

async function* parts({
  cutAt = Number.POSITIVE_INFINITY,
  large = LARGE,
}: Trip): AsyncGenerator<BundlePart, string> {
  const content = (bytes: Buffer): BundlePart => ({
    kind: 'content',
    sum: sumOf(bytes),
    size: bytes.length,
    chunks: inChunks(bytes),
  });
  async function* inChunks(bytes: Buffer): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += 10_000) {
      if (bytes === large && at >= cutAt) throw new Error('the connection was cut');
      yield bytes.subarray(at, at + 10_000);
    }
  }
  yield { kind: 'frame', bytes: HEAD };
  yield { kind: 'frame', bytes: FILES };
  yield content(OTHER);
  yield { kind: 'frame', bytes: HEAD };
  yield content(SMALL);
  yield content(large);
  yield { kind: 'frame', bytes: HEAD };
  return 'the digest';
}

const whole = (large = LARGE): Buffer => Buffer.concat([HEAD, FILES, OTHER, HEAD, SMALL, large, HEAD]);

async function sent(trip: Trip = {}): Promise<readonly string[]> {
  const lines: string[] = [];
  const far = new FarFolder(machine(), 'ssh://lab', there, new AbortController().signal);
  const { digest } = await sendBundle(
    far,
    async () => parts(trip),
    (line) => lines.push(line.trim()),
  );
  expect(digest).toBe('the digest');
  return lines;
}

const arrived = (): Promise<Buffer> => buffer(bytesOfPieces(incoming));
const partOf = (bytes: Buffer): string =>
  join(
    incoming,
    readdirSync(incoming).find((name) => name.startsWith(sumOf(bytes)) && name.endsWith('.part')) ?? '',
  );

test('a bundle arrives in pieces, and the second time nothing of any size is sent', async () => {
  expect((await sent()).map((line) => line.split(': ')[1])).toEqual(['is sent', 'is sent', 'is sent']);
  expect((await arrived()).equals(whole())).toBe(true);

  expect((await sent()).map((line) => line.split(': ')[1])).toEqual(['is there', 'is there', 'is there']);
  expect((await arrived()).equals(whole())).toBe(true);
  expect(readdirSync(incoming).filter((name) => /\.part$|^in\./.test(name))).toEqual([]);
});

test('what was interrupted goes on where it stopped, however often', async () => {
  for (const cutAt of [100_000, 250_000, 400_000]) {
    await expect(sent({ cutAt })).rejects.toThrow('the connection was cut');
    expect(readFileSync(partOf(LARGE)).equals(LARGE.subarray(0, cutAt))).toBe(true);
  }

  expect((await sent()).filter((line) => line.includes('goes on at'))).toEqual([
    `layer ${sumOf(LARGE).slice(0, 12)}, 560 kB: goes on at 400 kB`,
  ]);
  expect((await arrived()).equals(whole())).toBe(true);
});

test('what changed in between is sent as another piece', async () => {
  const changed = Buffer.from('a changed layer '.repeat(40_000));
  await expect(sent({ cutAt: 100_000 })).rejects.toThrow('the connection was cut');

  await sent({ large: changed });
  expect((await arrived()).equals(whole(changed))).toBe(true);
});

const damages: Readonly<Record<string, (part: string) => void>> = {
  'has other bytes': (part) => writeFileSync(part, 'x'.repeat(100_000)),
  'has more bytes than the piece': (part) => writeFileSync(part, Buffer.concat([LARGE, LARGE])),
  'has as many bytes, and others': (part) => writeFileSync(part, 'x'.repeat(LARGE.length)),
  'is empty': (part) => writeFileSync(part, ''),
};
for (const [what, damage] of Object.entries(damages))
  test(`a part that ${what} is never taken for the piece`, async () => {
    await expect(sent({ cutAt: 100_000 })).rejects.toThrow('the connection was cut');
    damage(partOf(LARGE));

    await sent();
    expect((await arrived()).equals(whole())).toBe(true);
  });

test.each([LARGE, SMALL])('a piece that was damaged after it arrived is sent again (%#)', async (piece) => {
  await sent();
  writeFileSync(join(incoming, sumOf(piece)), 'damaged');

  expect(await sent()).toContain('what had arrived there was damaged: it is sent again');
  expect((await arrived()).equals(whole())).toBe(true);
});

test('who is overtaken by another transfer ends, and leaves that one alone', async () => {
  const first = new FarFolder(machine(), 'ssh://lab', there, new AbortController().signal);
  await first.open();
  await sent();

  const late = first.put(sumOf(LARGE), LARGE.length, undefined, async () => {});
  await expect(late).rejects.toMatchObject({ code: 'in-use' });
  await expect(first.clean()).rejects.toMatchObject({ code: 'in-use' });
  expect((await arrived()).equals(whole())).toBe(true);
});

test('a folder that cannot be written is told in the words of the other machine', async () => {
  writeFileSync(there, 'a file');

  await expect(sent()).rejects.toMatchObject({
    code: 'file-not-written',
    message: expect.stringMatching(/^ssh:\/\/lab cannot take the bundle: .*mkdir.*the shop/),
  });
});

test('Ctrl-C ends a transfer, and the next one goes on', async () => {
  const stop = new AbortController();
  const far = new FarFolder(machine(), 'ssh://lab', there, stop.signal);
  const sending = sendBundle(
    far,
    async () => parts({}),
    (line) => {
      if (line.includes(sumOf(LARGE).slice(0, 12))) stop.abort();
    },
  );
  await expect(sending).rejects.toThrow();

  await sent();
  expect((await arrived()).equals(whole())).toBe(true);
});

test('a bundle in pieces has no piece with the name of another file', async () => {
  mkdirSync(incoming, { recursive: true });
  writeFileSync(join(incoming, 'pieces'), '../../etc/passwd\n');

  await expect(arrived()).rejects.toMatchObject({ code: 'bad-bundle' });
  expect(existsSync(there)).toBe(true);
});

test.each([
  ['ssh://prod', { endpoint: 'ssh://prod', login: { host: 'prod' } }],
  [
    'ssh://me@prod:2222/',
    { endpoint: 'ssh://me@prod:2222', login: { host: 'prod', user: 'me', port: '2222' } },
  ],
  ['ssh://prod/srv/shop/', { endpoint: 'ssh://prod', login: { host: 'prod' }, folder: '/srv/shop' }],
  ['ssh://prod/~/a%20shop', { endpoint: 'ssh://prod', login: { host: 'prod' }, folder: '~/a shop' }],
])('readFarTarget() of %s', (to, target) => {
  expect(readFarTarget(to)).toEqual(target);
});

test.each(['tcp://prod', 'prod', 'ssh://-x', 'ssh://prod/it%27s', 'ssh://me:secret@prod'])(
  'readFarTarget() refuses %s',
  (to) => {
    expect(() => readFarTarget(to)).toThrow(expect.objectContaining({ code: 'bad-usage' }));
  },
);
