import { effect, type ReadonlySignal } from '@preact/signals';
import type { PageMessage } from '../../model/page-messages.ts';
import { openChannel, send } from '../connection.ts';
import { copy } from '../store.ts';
import type { DrawnTerminal } from './draw-terminal.ts';

export type TerminalState =
  | { readonly kind: 'starting' | 'running' }
  | { readonly kind: 'ended'; readonly reason: string };

interface SessionOptions {
  /** Of the container. */
  readonly id: string;
  readonly name: string;
  readonly screen: HTMLElement;
  /** A screen reader gets what is written. */
  readonly isRead: ReadonlySignal<boolean>;
  /** Where the keyboard goes that leaves the terminal. */
  readonly leave: () => void;
  readonly tell: (state: TerminalState) => void;
}

/** A websocket takes no more at once. Characters; each may be four bytes, or six as JSON. */
const MOST_INPUT = 8 * 1024;

/** Loads what draws terminals, and starts a shell. @returns ends it */
export function startSession(options: SessionOptions): () => void {
  let isOver = false;
  let end = (): void => {};
  void import('./draw-terminal.ts').then(
    ({ drawTerminal }) => {
      if (!isOver) end = connectTerminal(drawTerminal, options);
    },
    () => options.tell({ kind: 'ended', reason: 'the server of the page does not answer' }),
  );
  return () => {
    isOver = true;
    end();
  };
}

function connectTerminal(
  draw: typeof import('./draw-terminal.ts').drawTerminal,
  { id, name, screen, isRead, leave, tell }: SessionOptions,
): () => void {
  const terminal = draw(screen, {
    label: `Terminal in ${name}`,
    describedBy: 'terminal-keys',
    leave,
    copy: (text) => void copy(text),
    onInput(text) {
      for (let at = 0; at < text.length; at += MOST_INPUT)
        send({ type: 'input', channel, text: text.slice(at, at + MOST_INPUT) });
    },
    onResize: (size) => send({ type: 'resize', channel, ...size }),
  });
  const over = (reason: string): void => {
    tell({ kind: 'ended', reason });
    terminal.stop();
  };
  const { channel, close } = openChannel({
    ask: (number) => ({ type: 'open-terminal', channel: number, container: id, ...terminal.size() }),
    take: (message) => take(message, terminal, tell, over),
    reset() {
      over('the connection was lost, and the shell ended with it');
      return false;
    },
  });
  const stopReading = effect(() => terminal.read(isRead.value));
  terminal.focus();
  return () => {
    stopReading();
    close();
    terminal.dispose();
  };
}

function take(
  message: PageMessage,
  terminal: DrawnTerminal,
  tell: SessionOptions['tell'],
  over: (reason: string) => void,
): Promise<void> | undefined {
  if (message.type === 'output') {
    tell({ kind: 'running' });
    return terminal.write(message.text);
  }
  if (message.type === 'terminal-ended')
    over(message.error ?? `ended${message.exitCode === undefined ? '' : ` with ${message.exitCode}`}`);
  return undefined;
}
