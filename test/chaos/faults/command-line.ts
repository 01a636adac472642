import { homedir } from 'node:os';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadCommand } from '../../../src/cli/command-table.ts';
import type { Cli } from '../../../src/cli/context/cli.ts';
import { EXIT } from '../../../src/cli/context/exit-codes.ts';
import { NO_GLOBALS } from '../../../src/cli/context/globals.ts';
import { terminalOf } from '../../../src/cli/context/terminal.ts';
import { defineProgram } from '../../../src/cli/help/program.ts';
import { reportError } from '../../../src/cli/report-error.ts';
import { tellSlow } from '../../../src/cli/tell-slow.ts';
import { connectEngine } from '../../../src/engine/connect.ts';
import { createRenderer } from '../../../src/ui/progress/create-renderer.ts';
import { OwnProcess } from './own-process.ts';

/** Why Ctrl-C was pressed: the command had said all that it was expected to say, or nothing more for long. */
type Interrupt = 'said all' | 'silent';

export interface CommandRun {
  /** undefined: it has not ended by itself. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** undefined: it was not. */
  readonly interrupt: Interrupt | undefined;
  readonly seconds: number;
}

interface Until {
  /** Once it has said all of these. */
  readonly said: readonly string[];
  /** Or nothing new for so long. */
  readonly silentMs: number;
}

export interface CommandLine {
  readonly words: readonly string[];
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly limitMs: number;
  /** When Ctrl-C is pressed. Absent: never. */
  readonly until?: Until | undefined;
}

/**
 * Runs a command in this process, as `main.ts` does it: with the real engine port over HTTP, the real renderer and the real report
 * of errors.
 */
export async function runCommand(line: CommandLine): Promise<CommandRun> {
  const own = new OwnProcess();
  const began = performance.now();
  const over = new AbortController();
  const pressing = line.until ? pressCtrlC(own, line.until, over.signal) : Promise.resolve(undefined);
  const code = await own.run(() => runAlone(line, own));
  over.abort();
  const interrupt = await pressing;
  return { code, ...own.written, interrupt, seconds: (performance.now() - began) / 1000 };
}

const LOOK_MS = 20;

async function pressCtrlC(own: OwnProcess, until: Until, over: AbortSignal): Promise<Interrupt | undefined> {
  let known = 0;
  // By looks and not by the clock: where other processes have the processor, this one gets to none.
  let quietMs = 0;
  while (!over.aborted) {
    const said = `${own.written.stdout}${own.written.stderr}`.replaceAll(/ +/g, ' ');
    const isComplete = until.said.every((text) => said.includes(text));
    const lines = new Set(said.split('\n')).size;
    quietMs = lines === known ? quietMs + LOOK_MS : 0;
    known = lines;
    if (isComplete || quietMs > until.silentMs) {
      own.interrupt();
      return isComplete ? 'said all' : 'silent';
    }
    await sleep(LOOK_MS);
  }
  return undefined;
}

/** @returns its exit code; undefined: it has not ended */
async function runAlone(
  { words, cwd, variables, limitMs }: CommandLine,
  own: OwnProcess,
): Promise<number | undefined> {
  const terminal = (name: 'stdout' | 'stderr') =>
    terminalOf(
      new Writable({
        write(chunk, _encoding, done) {
          own.written[name] += String(chunk);
          done();
        },
      }),
    );
  const [name = '', ...rest] = words;
  const environment = new Map(Object.entries(variables));
  const stderr = terminal('stderr');
  const renderer = createRenderer('plain', stderr, { colour: false });
  const engine = connectEngine(environment, homedir(), {
    onSlow: (slow) => void tellSlow(Promise.resolve(renderer), slow),
  });
  let exitCode = 0;
  const cli: Cli = {
    globals: { ...NO_GLOBALS, lockTimeoutMs: 2000 },
    words: rest,
    cwd,
    environment,
    stdout: terminal('stdout'),
    stderr,
    colour: false,
    errorColour: false,
    engine: () => Promise.resolve(engine),
    renderer: () => Promise.resolve(renderer),
    loadCommand,
    exitWith: (code) => {
      exitCode = code;
    },
    abandon: () => own.abandon(),
  };
  const program = defineProgram();
  const run = async (): Promise<number> => {
    const command = (await loadCommand(name))?.(cli);
    if (!command) throw new Error(`there is no command ${name}`);
    command.copyInheritedSettings(program);
    command.parent = program;
    try {
      await command.parseAsync([...rest], { from: 'user' });
    } catch (error) {
      return reportError(error, cli, { program, command, words });
    }
    return exitCode;
  };
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs);
  });
  try {
    return await Promise.race([run(), own.abandoned.then(() => EXIT.interrupted), enough]);
  } finally {
    clearTimeout(timer);
    engine.close();
  }
}
