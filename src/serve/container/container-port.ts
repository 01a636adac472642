import type { PageChanges, PageContainerDetails, PageProcesses } from '../../model/page-container.ts';
import type { StatsSample } from '../../model/stats-sample.ts';

/** The containers of the project. What is asked of any other one is answered as if there was none: undefined. */
export interface ContainerPort {
  details(id: string): Promise<PageContainerDetails | undefined>;
  /** Error: UserError when it does not run. */
  processes(id: string): Promise<PageProcesses | undefined>;
  changes(id: string): Promise<PageChanges | undefined>;
  /** One sample each second, until `signal` is aborted or there is nothing more to say. */
  stats(id: string, signal: AbortSignal): AsyncIterable<StatsSample>;
  /** Absent: the page may only look. */
  readonly access?: ContainerAccess;
}

/** What goes beyond looking. */
export interface ContainerAccess {
  /** One value of its environment. Error: UserError when it is never shown. @returns undefined: there is no such variable */
  variable(id: string, name: string): Promise<string | undefined>;
  /**
   * Starts a shell. It ends when `signal` is aborted, whatever runs in it then.
   *
   * Error: UserError, EngineError when it cannot be started.
   */
  openTerminal(
    id: string,
    size: TerminalSize,
    show: (text: string) => Promise<void> | undefined,
    signal: AbortSignal,
  ): Promise<TerminalSession>;
}

export interface TerminalSize {
  readonly rows: number;
  readonly columns: number;
}

export interface TerminalSession {
  write(text: string): void;
  resize(size: TerminalSize): void;
  /** @returns the exit code; undefined: nobody knows it. Error: EngineError when the connection broke. */
  readonly ended: Promise<number | undefined>;
}
