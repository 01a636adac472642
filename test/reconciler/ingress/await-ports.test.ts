import { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import { containerId } from '../../../src/model/ids.ts';
import { type AskedPorts, acceptsConnections } from '../../../src/reconciler/ingress/await-ports.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const APP = containerId('aaaaaaaaaaaa1111');
const INGRESS = { id: containerId('ingress-id'), name: 'shop-web-ingress' };
/** All ports accept connections; the time of the question is over, by GNU's `timeout` and by busybox's. */
const [ALL, OVER, OVER_IN_BUSYBOX] = [0, 124, 143];

interface Said {
  readonly open: readonly number[];
  readonly exitCode: number;
}

/** What a command writes to standard output, in the frames of the engine. */
function framed(text: string): Duplex {
  const body = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt8(1, 0);
  header.writeUInt32BE(body.length, 4);
  return Duplex.from([Buffer.concat([header, body])]);
}

/** Asks an engine in whose ingress each question has the next of these answers. */
async function ask(said: readonly Said[], more: Partial<AskedPorts> = {}) {
  const asked: (readonly string[])[] = [];
  const current = (): Said | undefined => said[asked.length - 1];
  const engine = Object.assign(new RecordingEngine(), {
    createExec: async (_id: string, { Cmd }: { readonly Cmd: readonly string[] }) => {
      asked.push(Cmd);
      return 'exec';
    },
    startExec: async () => framed((current()?.open ?? []).map((port) => `${port}\n`).join('')),
    inspectExec: async () => ({ running: false, started: true, exitCode: current()?.exitCode ?? 0 }),
  });
  const isOpen = await acceptsConnections(engine, INGRESS, {
    container: APP,
    ports: [80, 81],
    signal: new AbortController().signal,
    ...more,
  });
  return { isOpen, asked: asked.map((words) => words.slice(words.indexOf('aaaaaaaaaaaa'))) };
}

describe('acceptsConnections()', () => {
  test('asks until all ports are open, and then only for those that are not', async () => {
    const said = [
      { open: [], exitCode: OVER },
      { open: [81], exitCode: OVER_IN_BUSYBOX },
      { open: [80], exitCode: ALL },
    ];
    expect(await ask(said)).toEqual({
      isOpen: true,
      asked: [
        ['aaaaaaaaaaaa', '80', '81'],
        ['aaaaaaaaaaaa', '80', '81'],
        ['aaaaaaaaaaaa', '80'],
      ],
    });
  });

  test('is content with some of the ports when the others do not follow', async () => {
    const said = [{ open: [80], exitCode: OVER }];
    expect(await ask(said, { othersWithinMs: 0 })).toMatchObject({ isOpen: true });
  });

  test('gives up when no port is open in time', async () => {
    expect(await ask([{ open: [], exitCode: OVER }], { noConnectionAfterMs: 0 })).toMatchObject({
      isOpen: false,
    });
  });

  test('asks no more when nobody waits', async () => {
    expect((await ask([], { signal: AbortSignal.abort() })).asked).toEqual([]);
  });

  test('takes the container for ready where the ingress has no program to ask with', async () => {
    expect(await ask([{ open: [], exitCode: 127 }])).toMatchObject({ isOpen: true });
  });

  test('and where the ingress has ended', async () => {
    const engine = new RecordingEngine();
    engine.createExec = () =>
      Promise.reject(new EngineError('engine-refused', 'container is not running', { status: 409 }));
    const asked = { container: APP, ports: [80], signal: new AbortController().signal };
    expect(await acceptsConnections(engine, INGRESS, asked)).toBe(true);
  });
});
