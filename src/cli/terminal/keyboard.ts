import { isForeground } from './is-foreground.ts';
import { enterRawMode } from './raw-terminal.ts';

const CTRL_C = '\x03';
const CTRL_Z = '\x1a';
const CTRL_BACKSLASH = '\x1c';

/** How long a signal to ourselves may take. When it stops us, the rest of that time passes after we go on. */
const SIGNAL_MS = 50;

export interface Keyboard {
  close(): void;
}

/**
 * Hears single keys. Those that a terminal makes signals of stay signals, for the whole group of processes that was
 * started here.
 *
 * @param onPause called before and after the program is stopped with Ctrl-Z.
 * @returns undefined when there is nobody to type: no terminal, or we are in the background.
 */
export function openKeyboard(
  onKey: (key: string) => void,
  onPause: (paused: boolean) => void,
): Keyboard | undefined {
  const { stdin } = process;
  if (!stdin.isTTY || !isForeground()) return undefined;
  let restore = enterRawMode('lines');
  let closed = false;

  const suspend = (): void => {
    onPause(true);
    restore();
    process.kill(0, 'SIGTSTP');
    setTimeout(() => {
      if (closed || !isForeground()) return;
      restore = enterRawMode('lines');
      onPause(false);
    }, SIGNAL_MS);
  };
  const onData = (chunk: Buffer): void => {
    for (const key of chunk.toString('utf8')) {
      if (key === CTRL_C) process.kill(0, 'SIGINT');
      else if (key === CTRL_BACKSLASH) {
        restore();
        process.kill(0, 'SIGQUIT');
      } else if (key === CTRL_Z) suspend();
      else onKey(key);
    }
  };
  stdin.on('data', onData).resume();
  return {
    close() {
      if (closed) return;
      closed = true;
      stdin.removeListener('data', onData).pause();
      restore();
    },
  };
}
