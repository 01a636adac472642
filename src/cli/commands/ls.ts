import { Command, Option } from 'commander';
import { textPatternOf } from '../../diagnostics/text-pattern-of.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { isAlive } from '../../model/container-state.ts';
import type { TextPattern } from '../../util/text-pattern.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { collect } from '../context/globals.ts';
import { linesFor } from '../context/lines-for.ts';

interface LsOptions {
  readonly all?: boolean;
  readonly quiet?: boolean;
  readonly format: string;
  readonly filter?: readonly string[];
}

/** Of every project of the engine: no file is read. */
export function lsCommand(cli: Cli): Command {
  return new Command('ls')
    .description('List the projects that run')
    .option('-a, --all', 'also stopped ones')
    .option('-q, --quiet', 'only the names')
    .addOption(
      new Option(
        '--filter <condition>',
        'only projects of this name, written `name=PATTERN`; repeatable',
      ).argParser(collect),
    )
    .addOption(new Option('--format <format>', 'how to print it').choices(['table', 'json']).default('table'))
    .action(async (options: LsOptions) => {
      const { LABEL } = await import('../../model/labels.ts');
      const { lsRecord, lsTable, summarizeProjects } = await import('../../ui/tables/ls-output.ts');
      const matches = await Promise.all((options.filter ?? []).map(patternOf));
      const engine = await cli.engine();
      const containers = await engine.listContainers([LABEL.project, LABEL.configHash]);
      // Only they may have something to say that no container does.
      const hasInstances = containers.some(({ labels }) => labels[LABEL.instance] !== undefined);
      const projects = summarizeProjects(
        options.all ? containers : containers.filter(({ state }) => isAlive({ state })),
        hasInstances ? await engine.listVolumes() : [],
      ).filter(({ name }) => matches.length === 0 || matches.some((pattern) => pattern.test(name)));
      if (options.quiet)
        cli.stdout.write(
          linesFor(
            cli.stdout,
            projects.map(({ name }) => name),
          ),
        );
      else if (options.format === 'json') cli.stdout.write(`${JSON.stringify(projects.map(lsRecord))}\n`);
      else cli.stdout.write(lsTable(projects, cli.stdout.columns, Date.now()));
      cli.exitWith(EXIT.ok);
    });
}

/** `name=REGEX`, as docker's filters take it: a part of the name is enough. */
function patternOf(filter: string): Promise<TextPattern> {
  const [, key, value] = /^(\w+)=(.*)$/.exec(filter) ?? [];
  if (key !== 'name' || value === undefined)
    throw new UserError('bad-usage', `--filter takes name=PATTERN, not "${filter}"`);
  return textPatternOf('--filter', value);
}
