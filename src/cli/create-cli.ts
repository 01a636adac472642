import { homedir } from 'node:os';
import type { SlowCalls } from '../engine/connection/slow-calls.ts';
import type { Engine } from '../engine/port/engine.ts';
import type { ProgressMode } from '../ui/progress/create-renderer.ts';
import type { Renderer } from '../ui/progress/renderer.ts';
import { wantsColour } from '../ui/text/colours.ts';
import { isTrue } from '../util/is-true.ts';
import { loadCommand } from './command-table.ts';
import type { Cli } from './context/cli.ts';
import { EXIT } from './context/exit-codes.ts';
import type { Globals } from './context/globals.ts';
import { type Terminal, terminalOf } from './context/terminal.ts';
import { certificateFiles, checkEngineFlags, engineVariables } from './settings/engine-flags.ts';

/** The world as the process has it. Everything that costs time is made when it is first asked for. */
export function createCli(
  globals: Globals,
  words: readonly string[],
  exitWith: (code: number) => void,
): Cli & { close(): Promise<void> } {
  const environment = readEnvironment(globals);
  const stdout = terminalOf(process.stdout);
  const stderr = terminalOf(process.stderr);
  let engine: Promise<Engine> | undefined;
  let renderer: Promise<Renderer> | undefined;
  const rendererOf = (): Promise<Renderer> => {
    renderer ??= openRenderer(
      isTrue(environment.get('COMPOSE_STATUS_STDOUT')) ? stdout : stderr,
      globals,
      environment,
    );
    return renderer;
  };
  const onSlow = (slow: SlowCalls): void => {
    void import('./tell-slow.ts').then(({ tellSlow }) => tellSlow(rendererOf(), slow));
  };

  return {
    globals,
    words,
    cwd: process.cwd(),
    environment,
    stdout,
    stderr,
    colour: colourFor(stdout, globals, environment),
    errorColour: colourFor(stderr, globals, environment),
    engine: () => {
      engine ??= openEngine(globals, environment, onSlow, (line) => stderr.write(`${line}\n`));
      return engine;
    },
    renderer: rendererOf,
    loadCommand,
    exitWith,
    abandon: () => process.exit(EXIT.interrupted),
    close: async () => {
      (await renderer)?.close();
      // One that cannot be had has been told by the command.
      (await engine?.catch(() => undefined))?.close();
    },
  };
}

/** The flags that say which engine count as variables, for the programs that we start too. */
function readEnvironment(globals: Globals): ReadonlyMap<string, string> {
  for (const [name, value] of Object.entries(engineVariables(globals, process.cwd()))) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return new Map(entries);
}

function colourFor(terminal: Terminal, globals: Globals, environment: ReadonlyMap<string, string>): boolean {
  return wantsColour({ ansi: globals.ansi ?? 'auto', isTerminal: terminal.isTty, environment });
}

async function openEngine(
  globals: Globals,
  environment: ReadonlyMap<string, string>,
  onSlow: (slow: SlowCalls) => void,
  trace: (line: string) => void,
): Promise<Engine> {
  checkEngineFlags(globals);
  const { connectEngine } = await import('../engine/connect.ts');
  return connectEngine(environment, homedir(), {
    certificates: certificateFiles(globals, process.cwd()),
    onSlow,
    ...(globals.debug && { trace }),
  });
}

async function openRenderer(
  terminal: Terminal,
  globals: Globals,
  environment: ReadonlyMap<string, string>,
): Promise<Renderer> {
  const { createRenderer } = await import('../ui/progress/create-renderer.ts');
  const mode = rendererMode(terminal, globals, environment);
  return createRenderer(mode, terminal, { colour: colourFor(terminal, globals, environment) });
}

/** A smaller terminal has no room for a name and its state. */
const LEAST_COLUMNS = 20;
const LEAST_ROWS = 3;

/** Redrawing needs a terminal that has room, and that may be controlled; anywhere else each change is one line. */
function rendererMode(
  terminal: Terminal,
  { progress = 'auto', ansi }: Globals,
  environment: ReadonlyMap<string, string>,
): ProgressMode {
  if (progress === 'none') return 'quiet';
  if (progress !== 'auto') return progress;
  const hasRoom = terminal.columns >= LEAST_COLUMNS && terminal.rows >= LEAST_ROWS;
  const canRedraw = terminal.isTty && hasRoom && ansi !== 'never' && environment.get('TERM') !== 'dumb';
  return canRedraw ? 'tty' : 'plain';
}
