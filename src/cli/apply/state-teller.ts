import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { diffPage } from '../../model/page-patch.ts';
import type { ToldKind, ToPage } from './page-socket.ts';

/** A page draws no more often. */
const PAUSE_MS = 30;
/** A page that takes no more than this is not waited for. */
const LONGEST_END_MS = 500;

/** Nobody listens where a server was killed. */
export async function connectTo(path: string): Promise<Socket | undefined> {
  if (process.platform !== 'win32' && !existsSync(path)) return undefined;
  const socket = connect(path);
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(socket));
    socket.on('error', () => resolve(undefined));
  });
}

/** What one process shows on the page that another one serves: at most so often, and each time only what has changed. */
export class StateTeller<State> {
  readonly #socket: Socket;
  readonly #kind: ToldKind;
  readonly #read: () => State;
  #told: State | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param read what is to be shown now, without secrets */
  constructor(socket: Socket, kind: ToldKind, read: () => State) {
    this.#socket = socket;
    this.#kind = kind;
    this.#read = read;
    socket.unref();
    socket.on('drain', () => this.changed());
    this.#tell();
  }

  /** A server that is suspended reads nothing, and gets all that it has missed when it goes on. */
  changed(): void {
    if (!this.#socket.writableNeedDrain) this.#timer ??= setTimeout(() => this.#tell(), PAUSE_MS).unref();
  }

  /** Resolves when the page has all of it, or takes no more. */
  async end(): Promise<void> {
    this.#tell();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LONGEST_END_MS);
      this.#socket.end(() => {
        clearTimeout(timer);
        resolve();
      });
    });
    this.#socket.destroy();
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const state = this.#read();
    const patch = diffPage(this.#told, state);
    this.#told = state;
    if (patch === undefined || !this.#socket.writable) return;
    const message: ToPage = { type: this.#kind, process: process.pid, patch };
    this.#socket.write(`${JSON.stringify(message)}\n`);
  }
}
