import { Command, CommanderError } from 'commander';
import { createCli } from './create-cli.ts';
import { EXIT } from './exit-codes.ts';
import { defineGlobals, dryRunOption, type Globals, NO_GLOBALS } from './globals.ts';
import { HELP, SHARED_FLAGS_NOTE } from './help.ts';
import { reportError } from './report-error.ts';
import { VERSION } from './version.ts';
import { COMMANDS, RUN } from './wire.ts';

const SUMMARY = 'Compose files lifted into place: validated, planned, shown, applied, undone.';

async function main(words: readonly string[]): Promise<number> {
  const program = defineGlobals(new Command('gantry'))
    .description(SUMMARY)
    .version(`gantry version ${VERSION}`, '-v, --version', 'show the version')
    .usage('[options] <command>')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .configureHelp(HELP)
    .addHelpText('after', '\nThe flags of a command: gantry <command> --help')
    .enablePositionalOptions()
    .passThroughOptions()
    .showHelpAfterError('(`gantry --help` lists the commands and flags)')
    .exitOverride();

  let exitCode: number = EXIT.ok;
  for (const entry of COMMANDS) {
    // A stand-in that takes every word: the command itself is loaded when it is called.
    program
      .command(entry.name)
      .summary(entry.summary)
      .helpGroup(entry.group)
      .helpOption(false)
      .allowUnknownOption()
      .passThroughOptions()
      .argument('[words...]')
      .action(async (rest: string[]) => {
        const globals = { ...NO_GLOBALS, ...program.opts<Partial<Globals>>() };
        const cli = createCli(globals, (code) => {
          exitCode = code;
        });
        const command = (await entry.load())(cli);
        const dryRun = dryRunOption().hideHelp(entry.group !== RUN);
        command.copyInheritedSettings(program).addOption(dryRun).addHelpText('after', SHARED_FLAGS_NOTE);
        for (const inner of command.commands) inner.copyInheritedSettings(command);
        command.parent = program;
        command.hook('preAction', () => {
          if (command.opts<Globals>().dryRun) globals.dryRun = true;
        });
        try {
          await command.parseAsync(rest, { from: 'user' });
        } catch (error) {
          exitCode = await reportError(error, cli);
        } finally {
          await cli.close();
        }
      });
  }

  if (words.length === 0) {
    program.outputHelp();
    return EXIT.ok;
  }
  try {
    const [first, ...rest] = words;
    await program.parseAsync(first === 'help' ? [...rest, '--help'] : words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version end here too; they are not failures.
    return error.exitCode === 0 || error.code === 'commander.help' ? EXIT.ok : EXIT.failed;
  }
  return exitCode;
}

// `gantry logs | head`: nobody reads on, so there is nobody to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  throw error;
});

main(process.argv.slice(2)).then(exitWhenWritten, (error: unknown) => {
  process.stderr.write(`internal: ${error instanceof Error ? error.stack : String(error)}\n`);
  exitWhenWritten(EXIT.internal);
});

/** A pipe takes 64 KiB at a time; what is still waiting would be lost. */
function exitWhenWritten(code: number): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}
