import { Command, Option } from 'commander';
import { textPatternOf } from '../../diagnostics/text-pattern-of.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { isAlive } from '../../model/container-state.ts';
import type { Json } from '../../model/json.ts';
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
      const matches = await Promise.all((options.filter ?? []).map(patternOf));
      const isAsked = ({ name }: { readonly name: string }): boolean =>
        matches.length === 0 || matches.some((pattern) => pattern.test(name));
      if (cli.globals.on === 'swarm') {
        const { listSwarmProjects } = await import('../swarm/list-swarm-projects.ts');
        const { stackRecord, stacksTable } = await import('../../ui/tables/stacks-output.ts');
        const survey = await (await (await cli.engine()).swarm()).survey();
        const stacks = listSwarmProjects(survey).filter(
          (stack) => isAsked(stack) && (options.all || stack.isAlive),
        );
        return print(cli, options, stacks, {
          record: stackRecord,
          table: () => stacksTable(stacks, cli.stdout.columns),
        });
      }
      const { LABEL } = await import('../../model/labels.ts');
      const { lsRecord, lsTable, summarizeProjects } = await import('../../ui/tables/ls-output.ts');
      const engine = await cli.engine();
      const containers = await engine.listContainers([LABEL.project, LABEL.configHash]);
      // Only they may have something to say that no container does.
      const hasInstances = containers.some(({ labels }) => labels[LABEL.instance] !== undefined);
      const projects = summarizeProjects(
        options.all ? containers : containers.filter(({ state }) => isAlive({ state })),
        hasInstances ? await engine.listVolumes() : [],
      ).filter(isAsked);
      print(cli, options, projects, {
        record: lsRecord,
        table: () => lsTable(projects, cli.stdout.columns, Date.now()),
      });
    });
}

interface Shapes<Project> {
  readonly record: (project: Project) => Json;
  readonly table: () => string;
}

function print<Project extends { readonly name: string }>(
  { stdout, exitWith }: Cli,
  { quiet, format }: LsOptions,
  projects: readonly Project[],
  { record, table }: Shapes<Project>,
): void {
  const names = projects.map(({ name }) => name);
  if (quiet) stdout.write(linesFor(stdout, names));
  else stdout.write(format === 'json' ? `${JSON.stringify(projects.map(record))}\n` : table());
  exitWith(EXIT.ok);
}

/** `name=REGEX`, as docker's filters take it: a part of the name is enough. */
function patternOf(filter: string): Promise<TextPattern> {
  const [, key, value] = /^(\w+)=(.*)$/.exec(filter) ?? [];
  if (key !== 'name' || value === undefined)
    throw new UserError('bad-usage', `--filter takes name=PATTERN, not "${filter}"`);
  return textPatternOf('--filter', value);
}
