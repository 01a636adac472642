import type { Command } from 'commander';
import type { Engine } from '../../engine/port/engine.ts';
import type { Renderer } from '../../ui/progress/renderer.ts';
import type { Globals } from './globals.ts';
import type { Terminal } from './terminal.ts';

/** What a command gets: the world, and how the user wants to be told. */
export interface Cli {
  readonly globals: Globals;
  /** What stood behind the name of the command, as it was typed. */
  readonly words: readonly string[];
  readonly cwd: string;
  readonly environment: ReadonlyMap<string, string>;
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  /** For what goes to standard output, by `--ansi`, NO_COLOR and whether it is a terminal. */
  readonly colour: boolean;
  /** The same for standard error. */
  readonly errorColour: boolean;
  /** The connection, made at the first call. */
  engine(): Promise<Engine>;
  /** Progress goes to standard error, so that results can be piped. */
  renderer(): Promise<Renderer>;
  /** What makes the command of this name, so that completion can ask for its flags. undefined: there is none. */
  loadCommand(name: string): Promise<MakeCommand | undefined>;
  /** What the program will end with, unless something is thrown. */
  exitWith(code: number): void;
  /** Ends the program at once, for a user who will not wait. */
  abandon(): never;
}

export type MakeCommand = (cli: Cli) => Command;
