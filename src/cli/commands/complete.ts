import { Command } from 'commander';
import type { LoadCommand } from '../completion/complete.ts';
import type { Cli } from '../context/cli.ts';
import { COMMANDS } from '../context/command-names.ts';

/** What shells ask at each press of the tab key, and docker when gantry is its plugin. */
export const completeCommand = (cli: Cli): Command => answering(cli, '__complete', true);

export const completeNoDescCommand = (cli: Cli): Command => answering(cli, '__completeNoDesc', false);

function answering(cli: Cli, name: string, withDescriptions: boolean): Command {
  return new Command(name)
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .argument('[words...]')
    .action(async () => cli.stdout.write(await answer(cli, withDescriptions)));
}

async function answer(cli: Cli, withDescriptions: boolean): Promise<string> {
  const { complete } = await import('../completion/complete.ts');
  const { printCompletion } = await import('../completion/completion.ts');
  const { nameSources } = await import('../completion/name-sources.ts');
  const { readGlobals } = await import('../context/globals.ts');
  const { withoutPluginName } = await import('../plugin/plugin.ts');
  const { defineProgram } = await import('../help/program.ts');
  const { addStandIn } = await import('../help/stand-in.ts');

  const program = defineProgram();
  for (const entry of COMMANDS) addStandIn(program, entry);
  const words = withoutPluginName(cli.words, program.options);
  try {
    program.parseOptions([...words.slice(0, -1)]);
  } catch {
    // Half a flag, or a value that is not right yet: the rest can still be completed.
  }
  const world: Cli = { ...cli, globals: readGlobals(program) };
  const loadCommand: LoadCommand = async (wanted) => (await cli.loadCommand(wanted))?.(world);
  const completion = await complete(words, program, loadCommand, nameSources(world));
  return printCompletion(completion, words.at(-1) ?? '', withDescriptions);
}
