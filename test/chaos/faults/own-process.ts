import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';

/** Thrown where a process would have ended. */
const ABANDONED = new Error('abandoned');

const current = new AsyncLocalStorage<OwnProcess>();

/** What `wasInterrupted()` says to the command that asks. */
export const wasInterrupted = (): boolean => current.getStore()?.wasInterrupted ?? false;

/** What a command has of the process that it runs in, as if it were alone there: signals, and what it writes. */
export class OwnProcess {
  readonly written = { stdout: '', stderr: '' };
  readonly signals = new EventEmitter();
  wasInterrupted = false;
  #end = (): void => {};
  /** Resolves when it is ended at once. */
  readonly abandoned = new Promise<void>((resolve) => {
    this.#end = resolve;
  });

  run<Result>(work: () => Promise<Result>): Promise<Result> {
    return current.run(this, work);
  }

  abandon(): never {
    this.#end();
    throw ABANDONED;
  }

  /** Ctrl-C. A process that does not listen is ended by the system. */
  interrupt(): void {
    this.wasInterrupted = true;
    try {
      if (!current.run(this, () => this.signals.emit('SIGINT', 'SIGINT'))) this.abandon();
    } catch (error) {
      if (error !== ABANDONED) throw error;
    }
  }
}

const isSignal = (event: string | symbol): boolean => typeof event === 'string' && event.startsWith('SIG');

type Listener = (...words: unknown[]) => void;

const { on, removeListener } = EventEmitter.prototype;

Object.assign(process, {
  on(event: string | symbol, listener: Listener) {
    const own = isSignal(event) ? current.getStore() : undefined;
    return own ? own.signals.on(event, listener) : on.call(process, event, listener);
  },
  removeListener(event: string | symbol, listener: Listener) {
    const own = isSignal(event) ? current.getStore() : undefined;
    return own ? own.signals.removeListener(event, listener) : removeListener.call(process, event, listener);
  },
});

for (const name of ['stdout', 'stderr'] as const) {
  const stream = process[name];
  const write = stream.write.bind(stream);
  Object.assign(stream, {
    write(chunk: string | Uint8Array, ...rest: []) {
      const own = current.getStore();
      if (!own) return write(chunk, ...rest);
      own.written[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      return true;
    },
  });
}
