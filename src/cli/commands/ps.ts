import { Command, Option } from 'commander';
import { UserError } from '../../diagnostics/user-error.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import { psRecord, psTable } from '../../ui/ps-output.ts';
import type { Cli } from '../cli.ts';
import { EXIT } from '../exit-codes.ts';
import { collect } from '../globals.ts';

interface PsOptions {
  readonly all?: boolean;
  readonly quiet?: boolean;
  readonly services?: boolean;
  readonly format: string;
  readonly filter?: string;
  readonly status?: readonly string[];
  readonly trunc: boolean;
}

const STATES = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];

export function psCommand(cli: Cli): Command {
  return new Command('ps')
    .description('List containers')
    .argument('[services...]', 'only these')
    .option('-a, --all', 'stopped ones too')
    .option('-q, --quiet', 'only the ids')
    .option('--services', 'only the names of the services')
    .addOption(new Option('--format <format>', 'how to print it').choices(['table', 'json']).default('table'))
    .option('--filter <condition>', '`status=STATE`')
    .addOption(new Option('--status <state>', 'only those in this state; repeatable').argParser(collect))
    .option('--no-trunc', 'nothing cut: whole commands, ids and mounts, also on a narrow terminal')
    .action(async (services: string[], options: PsOptions) => {
      const { findContainers } = await import('../find-containers.ts');
      const { containers } = await findContainers(cli, services);
      cli.stdout.write(print(selectContainers(containers, services, options), options, cli.stdout.columns));
      cli.exitWith(EXIT.ok);
    });
}

function selectContainers(
  containers: readonly ObservedContainer[],
  services: readonly string[],
  options: PsOptions,
): readonly ObservedContainer[] {
  const states = wantedStates(options);
  return containers.filter(({ labels, state }) => {
    if (labels[LABEL.oneOff] === 'True' && !options.all) return false;
    if (services.length > 0 && !services.includes(labels[LABEL.service] ?? '')) return false;
    return states === undefined || states.includes(state);
  });
}

/** undefined: all of them. A state that is asked for is shown without `--all`. */
function wantedStates({ all, filter, status = [] }: PsOptions): readonly string[] | undefined {
  const states = [...status, ...(filter === undefined ? [] : [stateOfFilter(filter)])];
  const unknown = states.find((state) => !STATES.includes(state));
  if (unknown !== undefined) {
    throw new UserError('bad-usage', `"${unknown}" is not a state`, { hint: `one of ${STATES.join(', ')}` });
  }
  if (states.length > 0) return states;
  return all ? undefined : ['running', 'restarting', 'paused'];
}

function stateOfFilter(filter: string): string {
  const match = /^status=(.+)$/.exec(filter);
  if (!match?.[1]) throw new UserError('bad-usage', `--filter takes status=STATE, not "${filter}"`);
  return match[1];
}

function print(containers: readonly ObservedContainer[], options: PsOptions, columns: number): string {
  if (options.quiet) return lines(containers.map(({ id }) => (options.trunc ? id.slice(0, 12) : id)));
  if (options.services)
    return lines([...new Set(containers.map(({ labels }) => labels[LABEL.service] ?? ''))]);
  const now = new Date();
  return options.format === 'json'
    ? lines(containers.map((container) => JSON.stringify(psRecord(container, options.trunc, now))))
    : psTable(containers, options.trunc, now, columns);
}

const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');
