import { Writable } from 'node:stream';
import { Command } from 'commander';
import { loadCommand } from '../../src/cli/command-table.ts';
import type { Cli } from '../../src/cli/context/cli.ts';
import { terminalOf } from '../../src/cli/context/terminal.ts';
import { reportError } from '../../src/cli/report-error.ts';
import type { Engine } from '../../src/engine/port/engine.ts';
import { createRenderer, type ProgressMode } from '../../src/ui/progress/create-renderer.ts';
import { aCli } from './a-cli.ts';

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
}

interface World {
  /** With the files. */
  readonly folder: string;
  readonly engine: Engine;
}

/**
 * Runs the command of this line in this process, on a terminal or with pipes. `-f FILE`, `-p NAME`, `--dry-run` and `--reveal` may stand before its name;
 * `·` is a blank inside a word.
 */
export async function runInProcess(
  line: string,
  { folder, engine }: World,
  { isTTY = false, progress = 'plain' }: { readonly isTTY?: boolean; readonly progress?: ProgressMode } = {},
): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') =>
    Object.assign(
      new Writable({
        write(chunk, _encoding, done) {
          written[name] += String(chunk);
          done();
        },
      }),
      { isTTY, columns: 300, rows: 500 },
    );
  const words = line.split(' ');
  const files = words[0] === '-f' ? words.splice(0, 2).slice(1) : [];
  const [projectName] = words[0] === '-p' ? words.splice(0, 2).slice(1) : [];
  const dryRun = words[0] === '--dry-run' && words.shift() !== undefined;
  const reveal = words[0] === '--reveal' && words.shift() !== undefined;
  const [stdout, stderr] = [terminalOf(sink('stdout')), terminalOf(sink('stderr'))];
  const renderer = createRenderer(progress, stderr, { colour: isTTY });
  const [name = '', ...rest] = words.map((word) => word.replaceAll('·', ' '));
  const cli: Cli = {
    ...aCli(folder, {
      engine,
      environment: {
        XDG_STATE_HOME: `${folder}/.state`,
        XDG_CACHE_HOME: `${folder}/.cache`,
        HOME: folder,
        PATH: '/usr/bin:/bin',
      },
      globals: {
        command: name,
        file: files,
        ...(projectName !== undefined && { projectName }),
        dryRun,
        reveal,
        progress: progress === 'quiet' ? 'none' : progress,
      },
    }),
    words: rest,
    stdout,
    stderr,
    colour: isTTY,
    errorColour: isTTY,
    renderer: () => Promise.resolve(renderer),
    loadCommand,
  };
  const command = (await loadCommand(name))?.(cli);
  if (!command) throw new Error(`there is no command ${name}`);
  try {
    await command.exitOverride().parseAsync(rest, { from: 'user' });
  } catch (error) {
    await reportError(error, cli, { program: new Command(), command, words });
  }
  renderer.close();
  return written;
}
