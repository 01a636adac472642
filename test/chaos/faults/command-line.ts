import { homedir } from 'node:os';
import { Writable } from 'node:stream';
import { loadCommand } from '../../../src/cli/command-table.ts';
import type { Cli } from '../../../src/cli/context/cli.ts';
import { NO_GLOBALS } from '../../../src/cli/context/globals.ts';
import { terminalOf } from '../../../src/cli/context/terminal.ts';
import { defineProgram } from '../../../src/cli/help/program.ts';
import { reportError } from '../../../src/cli/report-error.ts';
import { tellSlow } from '../../../src/cli/tell-slow.ts';
import { connectEngine } from '../../../src/engine/connect.ts';
import { createRenderer } from '../../../src/ui/progress/create-renderer.ts';

export interface CommandRun {
  /** undefined: it has not ended by itself. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command in this process, as `main.ts` does it: with the real engine port over HTTP, the real renderer and the real report
 * of errors.
 */
export async function runCommand(
  words: readonly string[],
  cwd: string,
  variables: Readonly<Record<string, string>>,
  limitMs: number,
): Promise<CommandRun> {
  const written = { stdout: '', stderr: '' };
  const terminal = (name: 'stdout' | 'stderr') =>
    terminalOf(
      new Writable({
        write(chunk, _encoding, done) {
          written[name] += String(chunk);
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
    abandon: () => {
      throw new Error('abandoned');
    },
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
    const code = await Promise.race([run(), enough]);
    return { code, ...written };
  } finally {
    clearTimeout(timer);
    engine.close();
  }
}
