import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import type { LoadCommand } from '../completion/complete.ts';

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
  const { readGlobals } = await import('../settings/globals.ts');
  const { withoutPluginName } = await import('../plugin/plugin.ts');
  const { defineProgram } = await import('../program.ts');
  const { addStandIn, COMMANDS } = await import('../wire.ts');

  const program = defineProgram();
  for (const entry of COMMANDS) addStandIn(program, entry);
  const words = withoutPluginName(cli.words, program.options);
  try {
    program.parseOptions([...words.slice(0, -1)]);
  } catch {
    // Half a flag, or a value that is not right yet: the rest can still be completed.
  }
  const world: Cli = { ...cli, globals: readGlobals(program) };
  const loadCommand: LoadCommand = async (wanted) => {
    const entry = COMMANDS.find(({ name }) => name === wanted);
    return entry && (await entry.load())(world);
  };
  const completion = await complete(words, program, loadCommand, nameSources(world));
  return printCompletion(completion, words.at(-1) ?? '', withDescriptions);
}
