import { writeSync } from 'node:fs';
import type { Terminal } from '../context/terminal.ts';
import { isForeground } from '../terminal/is-foreground.ts';
import { enterRawMode } from '../terminal/raw-terminal.ts';

/**
 * The other screen, without a cursor; pasted texts are marked (2004), and the wheel is the arrow keys (1007), so that the terminal's own
 * selection stays what it is.
 */
const ENTER = '\x1b[?1049h\x1b[?2004h\x1b[?1007h\x1b[?25l';
const LEAVE = '\x1b[0m\x1b[?1007l\x1b[?2004l\x1b[?25h\x1b[?1049l';

export interface ScreenEvents {
  readonly onInput: (chunk: Buffer) => void;
  /** What was drawn is gone, or has another size. */
  readonly onLost: () => void;
  /** The terminal has gone, or somebody ends the program. */
  readonly onEnd: () => void;
}

/**
 * The terminal as one screen that is drawn on:
 *
 *             open                      suspend, handOver
 *   ┌───────┐ ────────▶ ┌─────────────┐ ────────────────▶ ┌───────────────────┐
 *   │ lines │           │ full screen │                   │ lines, for others │
 *   └───────┘ ◀──────── └─────────────┘ ◀──────────────── └───────────────────┘
 *             close, exit               SIGCONT, their end
 *
 * Whatever ends the program gives the terminal back: `exit` comes after an error and after a signal that somebody listens to.
 */
export class FullScreen {
  readonly #stdout: Terminal;
  readonly #events: ScreenEvents;
  #restoreMode: (() => void) | undefined;
  #isSuspended = false;
  #isLent = false;

  constructor(stdout: Terminal, events: ScreenEvents) {
    this.#stdout = stdout;
    this.#events = events;
  }

  /** False: somebody else has the terminal. */
  get isOpen(): boolean {
    return this.#restoreMode !== undefined;
  }

  open(): void {
    // The second comes before the error is printed, so that it is not printed on the screen that goes.
    process.on('exit', this.#onExit).on('uncaughtExceptionMonitor', this.#onExit);
    process.on('SIGTSTP', this.#onSuspend).on('SIGCONT', this.#onContinue);
    process.on('SIGHUP', this.#events.onEnd);
    process.stdout.on('resize', this.#events.onLost);
    process.stdin.on('end', this.#events.onEnd).on('error', this.#events.onEnd);
    this.#enter();
  }

  close(): void {
    this.#leave();
    process.removeListener('exit', this.#onExit).removeListener('uncaughtExceptionMonitor', this.#onExit);
    process.removeListener('SIGTSTP', this.#onSuspend).removeListener('SIGCONT', this.#onContinue);
    process.removeListener('SIGHUP', this.#events.onEnd);
    process.stdout.removeListener('resize', this.#events.onLost);
    process.stdin.removeListener('end', this.#events.onEnd).removeListener('error', this.#events.onEnd);
  }

  /** Gives the terminal to a program in a container, or to questions, and takes it back. */
  async handOver(use: () => Promise<void>): Promise<void> {
    this.#isLent = true;
    this.#leave();
    try {
      await use();
    } finally {
      this.#isLent = false;
      this.#enter();
    }
  }

  /** As Ctrl-Z does everywhere else: the whole group of processes that was started here stops. */
  suspend(): void {
    process.kill(0, 'SIGTSTP');
  }

  #enter(): void {
    if (this.isOpen) return;
    this.#restoreMode = enterRawMode('lines');
    this.#stdout.writeRaw(ENTER);
    process.stdin.on('data', this.#events.onInput).resume();
    this.#events.onLost();
  }

  #leave(): void {
    if (!this.isOpen) return;
    process.stdin.removeListener('data', this.#events.onInput).pause();
    this.#stdout.writeRaw(LEAVE);
    this.#restoreMode?.();
    this.#restoreMode = undefined;
  }

  readonly #onSuspend = (): void => {
    this.#isSuspended = this.isOpen;
    this.#leave();
    process.kill(process.pid, 'SIGSTOP');
  };

  readonly #onContinue = (): void => {
    // `bg`: the terminal is not ours until `fg`.
    if (!this.#isSuspended || this.#isLent || !isForeground()) return;
    this.#isSuspended = false;
    this.#enter();
  };

  /** No stream is written to any more by then. */
  readonly #onExit = (): void => {
    if (!this.isOpen) return;
    try {
      writeSync(1, LEAVE);
      this.#restoreMode?.();
    } catch {
      // The terminal has gone.
    }
    this.#restoreMode = undefined;
  };
}
