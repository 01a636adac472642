import type { Command } from 'commander';
import { loadCommand } from '../../src/cli/command-table.ts';
import { COMMANDS } from '../../src/cli/context/command-names.ts';
import { NO_GLOBALS } from '../../src/cli/context/globals.ts';
import { createCli } from '../../src/cli/create-cli.ts';
import { examplesOf } from '../../src/cli/help/examples.ts';
import { HELP } from '../../src/cli/help/help.ts';
import { defineProgram } from '../../src/cli/help/program.ts';
import { bold, heading, literal, plain, title } from './roff.ts';

export interface ManPage {
  /** `gantry-up` */
  readonly name: string;
  readonly text: string;
}

/** One page for gantry and one for each command, made of what `--help` says. */
export async function manPages(version: string, time: number): Promise<readonly ManPage[]> {
  const cli = createCli(NO_GLOBALS, [], () => {});
  const shown = COMMANDS.filter(({ hidden }) => !hidden);
  const pages: ManPage[] = [];
  for (const { name, summary } of shown) {
    const command = (await loadCommand(name))?.(cli);
    if (!command) throw new Error(`no command is loaded for ${name}`);
    const synopsis = `gantry ${usageOf(command)}`;
    pages.push(
      page({ name: `gantry-${name}`, summary, synopsis, command, examples: examplesOf(name), version, time }),
    );
  }
  const program = defineProgram();
  const main = page({
    name: 'gantry',
    summary: program.description(),
    synopsis: 'gantry [options] COMMAND',
    command: program,
    commands: shown,
    examples: examplesOf(''),
    version,
    time,
  });
  return [main, ...pages];
}

interface PageParts {
  readonly name: string;
  readonly summary: string;
  readonly synopsis: string;
  readonly command: Command;
  readonly commands?: readonly { readonly name: string; readonly summary: string }[];
  readonly examples: string;
  readonly version: string;
  readonly time: number;
}

function page({
  name,
  summary,
  synopsis,
  command,
  commands = [],
  examples,
  version,
  time,
}: PageParts): ManPage {
  const help = command.configureHelp(HELP).createHelp();
  const options = help.visibleOptions(command);
  const inner = help.visibleCommands(command);
  const description = command.description();
  const text = [
    title(name, version, new Date(time * 1000).toISOString().slice(0, 10)),
    heading('NAME'),
    plain(`${name} - ${summary}`),
    heading('SYNOPSIS'),
    bold(synopsis),
    ...(description === summary ? [] : [heading('DESCRIPTION'), plain(description)]),
    ...list('COMMANDS', [
      ...commands.map(({ name: called, summary: what }) => [called, `${what}: gantry-${called}(1)`] as const),
      ...inner.map((one) => [usageOf(one), one.description()] as const),
    ]),
    ...list(
      'OPTIONS',
      options.map((option) => [help.optionTerm(option), help.optionDescription(option)] as const),
    ),
    ...(examples === '' ? [] : [heading('EXAMPLES'), literal(examples.replace(/^\s*Examples:\n/, ''))]),
    heading('SEE ALSO'),
    plain(name === 'gantry' ? 'docker(1)' : 'gantry(1), docker(1)'),
  ];
  return { name, text: `${text.join('\n')}\n` };
}

const usageOf = (command: Command): string => `${command.name()} ${command.usage()}`.trim();

const list = (name: string, items: readonly (readonly [string, string])[]): readonly string[] =>
  items.length === 0
    ? []
    : [heading(name), ...items.flatMap(([term, text]) => ['.TP', bold(term), plain(text)])];
