import { Duplex, Readable } from 'node:stream';
import { afterEach, expect, test, vi } from 'vitest';
import { Hearing, readToItsEnd } from '../../../src/engine/streams/read-to-its-end.ts';
import { runExec } from '../../../src/engine/streams/run-exec.ts';
import { containerId } from '../../../src/model/ids.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const MIB = 1024 * 1024;

afterEach(() => void vi.useRealTimers());

function framed(text: string): Buffer {
  const header = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(text.length, 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

test('runExec() reads no further than its output is taken, and keeps the beginning', async () => {
  const piece = framed('x'.repeat(65_536));
  const engine = Object.assign(new RecordingEngine(), {
    startExec: async () => Duplex.from(Readable.from(Array.from({ length: 40 }, () => piece))),
  });
  let [atATime, most, bytes] = [0, 0, 0];
  const ran = await runExec(engine, containerId('web'), { Cmd: ['yes'] }, async (chunk) => {
    most = Math.max(most, ++atATime);
    await new Promise(setImmediate);
    atATime--;
    bytes += chunk.length;
  });

  expect(most).toBe(1);
  expect(bytes).toBe(40 * 65_536);
  expect(ran.exitCode).toBe(0);
  expect(ran.output).toHaveLength(MIB);
});

test('readToItsEnd() takes a process for silent that has ended, but not while its output is held up', async () => {
  vi.useFakeTimers();
  const hearing = new Hearing();
  let makeRoom = (): void => {};
  const room = new Promise<void>((resolve) => {
    makeRoom = resolve;
  });
  const held = hearing.through(() => room)();
  let isOver = false;
  const end = readToItsEnd(new Promise(() => {}), hearing, async () => true).then(() => {
    isOver = true;
  });

  await vi.advanceTimersByTimeAsync(300_000);
  expect(isOver).toBe(false);
  makeRoom();
  await held;
  await vi.advanceTimersByTimeAsync(300_000);
  await end;
  expect(isOver).toBe(true);
});
