import type { Duplex, Readable, Writable } from 'node:stream';
import type { TerminalSize } from '../../engine/port/engine-requests.ts';
import { outputCut } from '../../engine/streams/cut-output.ts';
import { demuxFrames } from '../../engine/streams/demux-frames.ts';
import { lookUntil } from '../../util/look-until.ts';
import { onceStuck } from '../context/once-stuck.ts';
import { detachKeyReader } from './detach-keys.ts';

/** What this program was started with. */
export interface Streams {
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly columns?: number; readonly rows?: number };
  readonly stderr: Writable;
}

/** The connection to a process in a container. */
export interface Session {
  readonly stream: Duplex;
  /** The process has a terminal: one stream of bytes. Otherwise its output comes in frames. */
  readonly tty: boolean;
  /** What this program reads goes to the process, the end of it too. */
  readonly stdin: boolean;
  /** The end of what this program reads is no end for the process, which others may write to, too. Default: it is. */
  readonly keepsInput?: boolean;
  /** What is typed to leave the process alone. Absent: nothing, as all that is read may be data. */
  readonly detachKeys?: readonly number[];
  /** Told of every change of the window; only with a terminal. */
  readonly resize?: (size: TerminalSize) => unknown;
  /**
   * Once it resolves, nobody waits for a reader that has stopped reading. What it has not read is dropped, as an engine cannot end a
   * process while that is written.
   */
  readonly impatient?: Promise<unknown>;
  /** Whether the process has ended, as far as the engine knows: the end of its output may be lost. */
  readonly hasEnded?: () => Promise<boolean>;
  /** Sees what the process wrote, too. */
  readonly onOutput?: (chunk: Buffer) => void;
}

/**
 * `over`: the engine ended the output. `detached`: the user left. `dropped`: nobody reads the rest, after the process was told to end.
 * `silent`: the process has ended, and the engine did not end its output.
 */
export type SessionEnd = 'over' | 'detached' | 'dropped' | 'silent';

/**
 * Carries bytes both ways until the process has nothing more to say, or the user detaches. Neither side is read faster
 * than the other takes it, and the end of the input closes one half of the connection only.
 *
 * Error: EngineError when the connection broke.
 */
export async function runSession(session: Session, streams: Streams = process): Promise<SessionEnd> {
  const { stream, tty, stdin, resize, impatient } = session;
  const over = new AbortController();
  const { stdout } = streams;
  const onResize = (): void => {
    const { columns, rows } = stdout;
    if (columns !== undefined && rows !== undefined) resize?.({ columns, rows });
  };
  if (tty) stdout.on('resize', onResize);
  const traffic: Traffic = { chunks: 0, isShown: true, isFed: false };
  let stopInput = (): void => {};
  const detached = new Promise<SessionEnd>((resolve) => {
    if (stdin) stopInput = pumpInput(session, streams.stdin, traffic, () => resolve('detached'));
  });
  let stopLooking = (): void => {};
  const stuck = new Promise<SessionEnd>((resolve) => {
    void impatient?.then(() => {
      if (!over.signal.aborted) stopLooking = onceStuck(readerOf(traffic), () => resolve('dropped'));
    });
  });
  const output = pumpOutput(session, streams, traffic);
  try {
    return await Promise.race([output, detached, stuck, lookUntil(silentEnd(session, traffic), over.signal)]);
  } finally {
    over.abort();
    stopLooking();
    stdout.removeListener('resize', onResize);
    stopInput();
    stream.destroy();
  }
}

interface Traffic {
  chunks: number;
  /** False while whoever reads what we write is slow. */
  isShown: boolean;
  /** The process was written to. */
  isFed: boolean;
}

/**
 * For `onceStuck`. A process may be silent for a while before it says its last words: only a reader can be stuck, and a number that no
 * look has had before tells that ours is not.
 */
function readerOf(traffic: Traffic): () => number {
  let looks = 0;
  return () => (traffic.isShown ? --looks : traffic.chunks);
}

/**
 * An engine, or what is between, may lose the end of the output. Of a process that has ended, and of which nothing came between
 * two looks, nothing more will come.
 */
function silentEnd({ hasEnded }: Session, traffic: Traffic): () => Promise<SessionEnd | undefined> {
  let chunksBefore: number | undefined;
  return async () => {
    const { chunks, isShown } = traffic;
    if (!isShown || !(await hasEnded?.())) return undefined;
    if (chunks === chunksBefore) return 'silent';
    chunksBefore = chunks;
    return undefined;
  };
}

async function pumpOutput(
  { stream, tty, onOutput }: Session,
  { stdout, stderr }: Streams,
  traffic: Traffic,
): Promise<SessionEnd> {
  try {
    const pass = (sink: Writable, chunk: Buffer): Promise<void> | void => {
      traffic.chunks++;
      onOutput?.(chunk);
      const isFull = write(sink, chunk);
      traffic.isShown = !isFull;
      return isFull?.then(() => {
        traffic.isShown = true;
      });
    };
    if (tty) for await (const chunk of stream) await pass(stdout, chunk);
    else await demuxFrames(stream, (kind, chunk) => pass(kind === 'stdout' ? stdout : stderr, chunk));
  } catch (error) {
    // A process may end while it is being written to: how it ended is told elsewhere.
    if (!traffic.isFed || !isBrokenPipe(error)) throw outputCut(error);
  }
  return 'over';
}

/** @returns a promise when the sink is full. */
function write(sink: Writable, chunk: Buffer): Promise<void> | undefined {
  if (sink.write(chunk)) return undefined;
  return new Promise((resolve) => {
    sink.once('drain', resolve);
  });
}

/** @returns stops it. */
function pumpInput(
  { stream, keepsInput = false, detachKeys = [] }: Session,
  stdin: Readable,
  traffic: Traffic,
  onDetach: () => void,
): () => void {
  const read = detachKeys.length > 0 ? detachKeyReader(detachKeys) : undefined;
  const onDrain = (): void => void stdin.resume();
  const onData = (chunk: Buffer): void => {
    const { forward, detached } = read?.(chunk) ?? { forward: chunk, detached: false };
    if (forward.length > 0) {
      traffic.isFed = true;
      if (!stream.write(forward)) stdin.pause();
    }
    if (detached) onDetach();
  };
  const onEnd = (): void => {
    if (!keepsInput) stream.end();
  };
  // A process need not read all that there is for it.
  const onError = (): void => stop();
  const stop = (): void => {
    stdin.removeListener('data', onData).removeListener('end', onEnd).removeListener('error', onEnd).pause();
    stream.removeListener('drain', onDrain);
  };
  stream.on('drain', onDrain).on('error', onError);
  // Somebody may have read keys before, and has paused it.
  stdin.on('data', onData).on('end', onEnd).on('error', onEnd).resume();
  return stop;
}

function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'ECONNRESET');
}
