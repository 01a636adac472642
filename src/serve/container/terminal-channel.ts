import type { PageMessage } from '../../model/page-messages.ts';
import type { ContainerAccess, TerminalSession, TerminalSize } from './container-port.ts';

/** A person types less before the shell is there. */
const MOST_HELD = 64 * 1024;

interface TerminalOptions {
  readonly tellError: (error: unknown) => string;
  readonly access: ContainerAccess;
  readonly channel: number;
  /** @returns a promise when the page has no room for more */
  readonly send: (message: PageMessage, characters?: number) => Promise<void> | undefined;
  readonly onEnd: () => void;
}

/** One terminal of a page. What is typed before the shell is there waits for it. */
export class TerminalChannel {
  readonly #stop = new AbortController();
  #session: TerminalSession | undefined;
  #size: TerminalSize;
  #held = '';

  constructor(container: string, size: TerminalSize, options: TerminalOptions) {
    this.#size = size;
    void this.#run(container, size, options);
  }

  type(text: string): void {
    if (this.#session) this.#session.write(text);
    else if (this.#held.length + text.length <= MOST_HELD) this.#held += text;
  }

  resize(size: TerminalSize): void {
    this.#size = size;
    this.#session?.resize(size);
  }

  close(): void {
    this.#stop.abort();
  }

  async #run(container: string, size: TerminalSize, options: TerminalOptions): Promise<void> {
    const { access, channel, send, onEnd } = options;
    const { signal } = this.#stop;
    const show = (text: string): Promise<void> | undefined =>
      signal.aborted ? undefined : send({ type: 'output', channel, text }, text.length);
    const end = (how: { readonly exitCode?: number; readonly error?: string }): void => {
      if (!signal.aborted) void send({ type: 'terminal-ended', channel, ...how });
    };
    try {
      const session = await access.openTerminal(container, size, show, signal);
      this.#session = session;
      if (this.#size !== size) session.resize(this.#size);
      if (this.#held !== '') session.write(this.#held);
      this.#held = '';
      const exitCode = await session.ended;
      end(exitCode === undefined ? {} : { exitCode });
    } catch (error) {
      end({ error: options.tellError(error) });
    }
    onEnd();
  }
}
