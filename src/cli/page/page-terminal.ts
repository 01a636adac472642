import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { outputCut } from '../../engine/streams/cut-output.ts';
import { endOfExec, hasExecEnded } from '../../engine/streams/exec-end.ts';
import { Hearing, readToItsEnd } from '../../engine/streams/read-to-its-end.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { TerminalSession, TerminalSize } from '../../serve/container/container-port.ts';
import { followSize } from '../session/follow-size.ts';
import { endMarked } from './end-marked.ts';

/** bash where there is one: it completes names and remembers lines. */
const SHELL = ['/bin/sh', '-c', 'command -v bash >/dev/null 2>&1 && exec bash; exec sh'];
/** What a process has not read yet. More is a paste into something that does not read. */
const MOST_UNREAD = 1024 * 1024;

export interface TerminalStart {
  readonly engine: Engine;
  readonly container: ObservedContainer;
  readonly size: TerminalSize;
  readonly show: (text: string) => Promise<void> | undefined;
  readonly signal: AbortSignal;
  /** Does the work that ends it, which is not to be cut short. */
  readonly onEnding: (end: (closing: AbortSignal) => Promise<void>) => void;
}

/**
 * Starts a shell with a terminal. Engines leave a command running when its connection ends, so what was started here carries a mark in its
 * environment, and whatever has that mark is ended with it.
 *
 * Error: UserError `no-container` for a container that does not run, or has no shell; EngineError.
 */
export async function openPageTerminal(start: TerminalStart): Promise<TerminalSession> {
  const { engine, container, size, show, signal, onEnding } = start;
  if (container.state !== 'running')
    throw new UserError(
      'no-container',
      `container ${container.name} ${container.state === 'paused' ? 'is paused' : 'does not run'}`,
    );
  const mark = `GANTRY_TERMINAL=${randomBytes(8).toString('hex')}`;
  const exec = await engine.createExec(container.id, {
    Cmd: SHELL,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: true,
    ConsoleSize: [size.rows, size.columns],
    Env: ['TERM=xterm-256color', mark],
  });
  const stream = await engine.startExec(exec, { tty: true });
  const resize = followSize((changed) => engine.resizeExec(exec, changed));
  void resize(size);
  const onAbort = (): void => {
    stream.destroy();
    onEnding((closing) => endMarked(engine, container.id, mark, closing));
  };
  // What is written after its end goes nowhere.
  stream.on('error', () => {});
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  const ended = readTerminal(engine, exec, stream, show).finally(() => {
    signal.removeEventListener('abort', onAbort);
    stream.destroy();
  });
  // Whoever has closed the terminal asks for no end.
  ended.catch(() => {});
  return {
    write(text) {
      if (stream.destroyed) return;
      stream.write(text);
      if (stream.writableLength > MOST_UNREAD) stream.destroy(new Error('what is typed is not read'));
    },
    resize: (changed) => void resize(changed),
    ended,
  };
}

/** @returns the exit code of the shell */
async function readTerminal(
  engine: Engine,
  exec: string,
  stream: Duplex,
  show: TerminalStart['show'],
): Promise<number> {
  const decoder = new StringDecoder('utf8');
  const hearing = new Hearing();
  const take = hearing.through((chunk: Buffer) => show(decoder.write(chunk)));
  const reading = async (): Promise<void> => {
    try {
      for await (const chunk of stream) await take(chunk);
    } catch (error) {
      throw outputCut(error);
    }
  };
  await readToItsEnd(reading(), hearing, hasExecEnded(engine, exec));
  const { started, exitCode } = await endOfExec(engine, exec);
  if (!started) throw new UserError('no-container', 'there is no shell (/bin/sh) in this container');
  return exitCode;
}
