import { type Command, CommanderError } from 'commander';
import { InternalError } from '../diagnostics/internal-error.ts';
import { limitFileSize } from '../util/read-regular.ts';
import { readText } from '../util/read-text.ts';
import { loadCommand } from './command-table.ts';
import type { Cli } from './context/cli.ts';
import { CHANGING, COMMANDS, type NamedCommand, RUNS_A_PROGRAM } from './context/command-names.ts';
import { EXIT } from './context/exit-codes.ts';
import {
  addRepeated,
  dryRunOption,
  type Globals,
  readGlobals,
  takeRepeated,
  yesToRemoteOption,
} from './context/globals.ts';
import { canAskAboutRemote } from './context/is-harmless.ts';
import { refuseOnSwarm, WrittenOnSwarm } from './context/on-swarm.ts';
import { onceStuck } from './context/once-stuck.ts';
import { wasInterrupted } from './context/signals.ts';
import { terminalOf } from './context/terminal.ts';
import { createCli } from './create-cli.ts';
import { takeGoFlags } from './flags/go-flags.ts';
import { retiredFlagsOf } from './flags/retired-flags.ts';
import { SHARED_FLAGS_NOTE } from './help/help.ts';
import { defineProgram, SUMMARY } from './help/program.ts';
import { addStandIn } from './help/stand-in.ts';
import { METADATA_COMMAND, PLUGIN_SOCKET, pluginMetadata, withoutPluginName } from './plugin/plugin.ts';
import { refusePrematureEnd } from './premature-end.ts';
import { reportError } from './report-error.ts';
import { lostOutputError } from './session/lost-output.ts';
import { withSettings } from './settings/settings.ts';

async function main(typed: readonly string[]): Promise<number> {
  if (typed[0] === METADATA_COMMAND) {
    process.stdout.write(`${pluginMetadata(SUMMARY)}\n`);
    return EXIT.ok;
  }
  const socket = process.env[PLUGIN_SOCKET];
  if (socket) (await import('./plugin/plugin-socket.ts')).endWithDocker(socket);
  const program = defineProgram();
  if (process.versions.bun === undefined && typed.some((word) => word.startsWith('--env-file')))
    try {
      await undoEnvFiles(typed);
    } catch (error) {
      const cli = createCli(readGlobals(program), [], () => {});
      return reportError(error, cli, { program, words: typed });
    }
  const words = helpLast(withoutPluginName(typed, program.options));
  const wantsHelp = words.length === 0 || words.some((word) => word === '--help' || word === '-h');
  const examples = wantsHelp ? (await import('./help/examples.ts')).examplesOf : undefined;
  if (examples) program.addHelpText('after', examples(''));

  let exitCode: number = EXIT.ok;
  const add = (entry: NamedCommand): void => {
    addStandIn(program, entry).action(async (rest: string[]) => {
      const globals = await withSettings(readGlobals(program), process.env, (text) =>
        terminalOf(process.stderr).write(`warning: ${text}\n`),
      );
      if (globals.maxFileSize !== undefined) limitFileSize(globals.maxFileSize);
      const cli = createCli(globals, rest, (code) => {
        exitCode = code;
      });
      running = cli;
      const make = await loadCommand(entry.name);
      if (!make) throw new InternalError(`no command is loaded for ${entry.name}`);
      const made = (): Command => {
        const one = make(cli);
        prepare(one, program, entry, globals);
        if (examples) one.addHelpText('after', examples(entry.name));
        return one;
      };
      let command = made();
      try {
        await command.parseAsync(rest, { from: 'user' }).catch((error: unknown) => {
          if (!(error instanceof WrittenOnSwarm)) throw error;
          globals.on = 'swarm';
          command = made();
          return command.parseAsync(rest, { from: 'user' });
        });
      } catch (error) {
        exitCode = await reportError(error, cli, { program, command, words });
      } finally {
        await cli.close();
      }
    });
  };

  // Fifty commands take a while to describe, and whoever calls one of them needs no other.
  const called = COMMANDS.filter(({ name }) => words.includes(name));
  const named = wantsHelp || called.length === 0 ? COMMANDS : called;
  named.forEach(add);
  if (words.length === 0) {
    program.outputHelp();
    return EXIT.ok;
  }
  try {
    await program.parseAsync(words, { from: 'user' }).catch((error: unknown) => {
      if (!isUnknownCommand(error) || named === COMMANDS) throw error;
      // The error names the command that was probably meant, which may be any.
      for (const entry of COMMANDS) if (!named.includes(entry)) add(entry);
      return program.parseAsync(words, { from: 'user' });
    });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Where the settings are what is wrong, it is told as if there were none.
    const given = readGlobals(program);
    const globals = await withSettings(given, process.env, () => {}).catch(() => given);
    return reportError(
      error,
      createCli(globals, [], () => {}),
      { program, words },
    );
  }
  return exitCode;
}

/** Node looks for its own flags behind the name of the program, too, unless it is told not to. */
async function undoEnvFiles(typed: readonly string[]): Promise<void> {
  const nodeEnvFiles = await import('./settings/node-env-files.ts');
  const { nodeFiles } = await import('./files/node-files.ts');
  const commandLine = readText('/proc/self/cmdline');
  if (nodeEnvFiles.isShielded(typed, commandLine)) return;
  // Elsewhere nobody can tell, and the program is mostly started by its own name.
  if (commandLine !== undefined) nodeEnvFiles.refuseNodeOptions(typed, nodeFiles.read);
  if (nodeEnvFiles.takesEnvFiles(process.versions.node))
    nodeEnvFiles.giveBackEnvFiles(typed, process.env, nodeFiles.read);
}

const isUnknownCommand = (error: unknown): boolean =>
  error instanceof CommanderError && error.code === 'commander.unknownCommand';

/** `gantry help up` is `gantry up --help`. */
const helpLast = (words: readonly string[]): readonly string[] =>
  words[0] === 'help' ? [...words.slice(1), '--help'] : words;

function prepare(command: Command, program: Command, { name, group }: NamedCommand, globals: Globals): void {
  const dryRun = dryRunOption().hideHelp(!CHANGING.includes(group));
  command.copyInheritedSettings(program).addOption(dryRun).addHelpText('after', SHARED_FLAGS_NOTE);
  addRepeated(command);
  for (const inner of command.commands) {
    inner.copyInheritedSettings(command).addOption(dryRunOption().hideHelp());
    addRepeated(inner);
    takeGoFlags(inner, !RUNS_A_PROGRAM.includes(inner.name()));
  }
  if (canAskAboutRemote(name) && !command.options.some(({ long }) => long === '--yes'))
    command.addOption(yesToRemoteOption());
  takeGoFlags(command, !RUNS_A_PROGRAM.includes(name));
  command.parent = program;
  command.hook('preAction', (_, called) => {
    for (const flag of retiredFlagsOf(called))
      process.stderr.write(`warning: ${flag} has no effect any more\n`);
    globals.command = name;
    globals.agreesToRemote = command.opts<{ readonly yes?: boolean }>().yes === true;
    takeRepeated(globals, command);
    if (called !== command) takeRepeated(globals, called);
    if (globals.on === 'swarm') refuseOnSwarm(name, called.name());
  });
}

let running: Cli | undefined;
let outputLost = false;

// `gantry logs | head`: nobody reads on, so there is nobody to tell. `gantry logs > file`, and the disk is full: that must not look
// as if it was all there is.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (outputLost) return;
  const lost = lostOutputError(error);
  const cli = running;
  if (!lost || !cli) process.exit(lost ? EXIT.failed : EXIT.ok);
  outputLost = true;
  void import('./failures/print-errors.ts')
    .then(({ printError }) => printError(cli, lost))
    .finally(() => process.exit(EXIT.failed));
});
// Progress that nobody can read is no reason to stop half-way.
process.stderr.on('error', () => {});

refusePrematureEnd();
main(process.argv.slice(2)).then(exitWhenWritten, (error: unknown) => {
  terminalOf(process.stderr).write(`internal: ${error instanceof Error ? error.stack : String(error)}\n`);
  exitWhenWritten(EXIT.internal);
});

/** A pipe takes 64 KiB at a time; what is still waiting would be lost. What could not be written is told right after. */
function exitWhenWritten(code: number): void {
  const exit = (): void => {
    if (!outputLost) process.exit(code);
  };
  // Bun calls back for an empty text at once, whatever is still waiting.
  void Promise.all([running?.stdout.drained(), running?.stderr.drained()]).then(() =>
    process.stdout.write('', () => process.stderr.write('', () => setImmediate(exit))),
  );
  // Who pressed Ctrl-C does not wait for a reader that has stopped reading.
  if (wasInterrupted()) onceStuck(() => process.stdout.writableLength + process.stderr.writableLength, exit);
}
