import type { Event } from '../../model/event.ts';
import type { StepId } from '../../model/ids.ts';

/** Shows what happens while plans run, the plans' warnings included. */
export interface Renderer {
  /** @returns a promise when there is no room for more for now. */
  handle(event: Event): Promise<void> | undefined;
  /**
   * Runs what writes lines of its own to the same terminal, so that they end up above what is redrawn.
   *
   * @returns a promise when many of them wait for the next redraw: it resolves after that.
   */
  printAbove(write: () => void): Promise<void> | undefined;
  /** Keeps a line below everything else; undefined takes it away. Absent: the mode cannot redraw. */
  showFooter?(line: string | undefined): void;
  /**
   * Whether the last lines of a build that failed in this step stand right above what is written next. Absent: the mode takes
   * them away, or never shows them.
   */
  hasJustShown?(build: StepId): boolean;
  /** Leaves the last state on the screen and gives the terminal back. May be called twice, and from a signal handler. */
  close(): void;
}

export interface RendererOptions {
  readonly colour: boolean;
  /** Milliseconds since any moment. Default: the process's clock. */
  readonly now?: () => number;
}
