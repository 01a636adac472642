import { Duplex, PassThrough, Writable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { runSession } from '../../../src/cli/session/interactive-session.ts';

/** A process that is written to, and that says what it is told to. */
function aProcess() {
  const output = new PassThrough();
  let input = '';
  let inputEnded = false;
  const stream = Duplex.from({
    readable: output,
    writable: new Writable({
      write(chunk, _encoding, done) {
        input += chunk;
        done();
      },
      final(done) {
        inputEnded = true;
        done();
      },
    }),
  });
  return {
    stream,
    says: (data: Buffer | string) => output.write(data),
    ends: () => output.end(),
    breaks: (code: string) => output.destroy(Object.assign(new Error(`read ${code}`), { code })),
    input: () => input,
    inputEnded: () => inputEnded,
  };
}

function someStreams() {
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  return { streams, shown: () => ({ stdout: text(streams.stdout), stderr: text(streams.stderr) }) };
}

const text = (stream: PassThrough): string => String(stream.read() ?? '');
const turn = () => new Promise((resolve) => setImmediate(resolve));

function frame(kind: 1 | 2, content: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = kind;
  header.writeUInt32BE(content.length, 4);
  return Buffer.concat([header, Buffer.from(content)]);
}

test('runSession() keeps the two streams of a process without a terminal apart', async () => {
  const process = aProcess();
  const { streams, shown } = someStreams();
  const session = runSession({ stream: process.stream, tty: false, stdin: false }, streams);
  process.says(Buffer.concat([frame(1, 'out'), frame(2, 'err')]));
  process.ends();

  expect(await session).toBe('over');
  expect(shown()).toEqual({ stdout: 'out', stderr: 'err' });
});

test('runSession() ends the input of the process when its own ends, and goes on listening', async () => {
  const process = aProcess();
  const { streams, shown } = someStreams();
  const session = runSession({ stream: process.stream, tty: false, stdin: true }, streams);
  streams.stdin.end('all of it');
  while (!process.inputEnded()) await turn();
  expect(process.input()).toBe('all of it');
  process.says(frame(1, 'the answer'));
  process.ends();

  expect(await session).toBe('over');
  expect(shown().stdout).toBe('the answer');
});

test('runSession() leaves the input of a process open that others may write to, and listens until its end', async () => {
  const process = aProcess();
  const { streams, shown } = someStreams();
  const session = runSession({ stream: process.stream, tty: false, stdin: true, keepsInput: true }, streams);
  streams.stdin.end('all of it');
  while (process.input() === '') await turn();
  await turn();
  expect(process.inputEnded()).toBe(false);
  process.says(frame(1, 'the answer'));
  process.ends();

  expect(await session).toBe('over');
  expect(shown().stdout).toBe('the answer');
});

test('runSession() does not read its input when the process is not to have it', async () => {
  const process = aProcess();
  const { streams } = someStreams();
  const session = runSession({ stream: process.stream, tty: false, stdin: false }, streams);
  streams.stdin.write('for somebody else');
  await turn();
  process.ends();
  await session;
  expect(process.input()).toBe('');
  expect(text(streams.stdin)).toBe('for somebody else');
});

test('runSession() ends when the detach keys are typed, whatever the process does', async () => {
  const process = aProcess();
  const { streams } = someStreams();
  const session = runSession(
    { stream: process.stream, tty: true, stdin: true, detachKeys: [16, 17] },
    streams,
  );
  streams.stdin.write('ls\r\x10\x11');
  expect(await session).toBe('detached');
  expect(process.input()).toBe('ls\r');
});

test('runSession() looks for detach keys without a terminal too, where somebody asked for them', async () => {
  const process = aProcess();
  const { streams } = someStreams();
  const session = runSession({ stream: process.stream, tty: false, stdin: true, detachKeys: [1] }, streams);
  streams.stdin.write('data\x01more');
  expect(await session).toBe('detached');
  expect(process.input()).toBe('data');
});

test('runSession() reads no faster than its output is taken', async () => {
  const process = aProcess();
  const { streams } = someStreams();
  const slow: string[] = [];
  let takeOne = (): void => {};
  const stdout = new Writable({
    highWaterMark: 1,
    write(chunk, _encoding, done) {
      slow.push(String(chunk));
      takeOne = done;
    },
  });
  const session = runSession({ stream: process.stream, tty: true, stdin: false }, { ...streams, stdout });
  process.says('one');
  await turn();
  process.says('two');
  await turn();
  expect(slow).toEqual(['one']);
  takeOne();
  await turn();
  process.ends();
  await turn();
  takeOne();
  expect(await session).toBe('over');
  expect(slow).toEqual(['one', 'two']);
});

test('runSession() waits for a slow reader, until it is impatient and the reader has stopped reading', async () => {
  vi.useFakeTimers();
  try {
    const process = aProcess();
    const { streams } = someStreams();
    let lose = (): void => {};
    const impatient = new Promise<void>((resolve) => {
      lose = resolve;
    });
    const session = runSession({ stream: process.stream, tty: true, stdin: false, impatient }, streams);
    let over = false;
    void session.then(() => {
      over = true;
    });
    process.says('x'.repeat(100_000));
    process.says('the end');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(over).toBe(false);

    lose();
    await vi.advanceTimersByTimeAsync(1000);
    expect(await session).toBe('dropped');
  } finally {
    vi.useRealTimers();
  }
});

test('runSession() shows what a process says that takes its time to end after it was told to', async () => {
  vi.useFakeTimers();
  try {
    const process = aProcess();
    const { streams, shown } = someStreams();
    const session = runSession(
      { stream: process.stream, tty: true, stdin: false, impatient: Promise.resolve() },
      streams,
    );
    await vi.advanceTimersByTimeAsync(10_000);
    process.says('the end');
    process.ends();
    expect(await session).toBe('over');
    expect(shown().stdout).toBe('the end');
  } finally {
    vi.useRealTimers();
  }
});

test.each([true, false])(
  'runSession() fails when the connection breaks, with a terminal: %s',
  async (tty) => {
    const process = aProcess();
    const session = runSession({ stream: process.stream, tty, stdin: true }, someStreams().streams);
    process.breaks('ECONNRESET');
    await expect(session).rejects.toMatchObject({
      code: 'engine-unreachable',
      message: 'the connection broke in the middle of the output: the rest is missing',
    });
  },
);

test('runSession() leaves it to the engine why a process that is written to takes no more, unless its output is cut', async () => {
  for (const output of [frame(1, 'whole'), frame(1, 'cut').subarray(0, 9)]) {
    const process = aProcess();
    const { streams } = someStreams();
    const session = runSession({ stream: process.stream, tty: false, stdin: true }, streams);
    streams.stdin.write('more than it reads');
    process.says(output);
    while (process.input() === '' || streams.stdout.readableLength === 0) await turn();
    process.breaks('EPIPE');
    if (output.length > 9) expect(await session).toBe('over');
    else await expect(session).rejects.toMatchObject({ code: 'engine-unreachable' });
  }
});

test('runSession() ends when the process has ended and its output stays silent, and not while something comes', async () => {
  vi.useFakeTimers();
  const process = aProcess();
  const { streams, shown } = someStreams();
  let running = true;
  const hasEnded = async (): Promise<boolean> => !running;
  const session = runSession({ stream: process.stream, tty: true, stdin: false, hasEnded }, streams);
  await vi.advanceTimersByTimeAsync(300_000);

  running = false;
  await vi.advanceTimersByTimeAsync(30_000);
  process.says('last words');
  await vi.advanceTimersByTimeAsync(60_000);
  vi.useRealTimers();

  expect(await session).toBe('silent');
  expect(shown().stdout).toBe('last words');
});
