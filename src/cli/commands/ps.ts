import { Command, Option } from 'commander';
import { UserError } from '../../diagnostics/user-error.ts';
import { ALIVE_STATES } from '../../model/container-state.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { DriftTexts, ImageDigests } from '../../ui/tables/ps-output.ts';
import { visible } from '../../util/disarm.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { collect } from '../context/globals.ts';
import { linesFor } from '../context/lines-for.ts';
import type { FoundWithDrift } from '../drift/find-drifted.ts';
import type { FoundContainers } from '../find/find-containers.ts';

interface PsOptions {
  readonly all?: boolean;
  readonly quiet?: boolean;
  readonly services?: boolean;
  readonly format?: string;
  readonly filter?: string;
  readonly status?: readonly string[];
  readonly orphans: boolean;
  readonly trunc: boolean;
  readonly wide?: boolean;
  readonly drift?: boolean;
}

type Found = FoundContainers & Partial<FoundWithDrift>;

const STATES = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];

export function psCommand(cli: Cli): Command {
  const command = new Command('ps')
    .description('List containers')
    .argument('[services...]', 'only these')
    .option('-a, --all', 'also stopped ones and those of `run`')
    .option('-q, --quiet', 'only the ids')
    .option('--services', 'only the names of the services')
    .option('--format <format>', 'table, json, `table TEMPLATE`, or a Go template for each')
    .option('--filter <condition>', 'the same as --status, written `status=STATE`')
    .addOption(new Option('--status <state>', 'only those in this state; repeatable').argParser(collect))
    .addOption(new Option('--orphans', 'also those of services that the files no longer have').default(true))
    .option('--no-orphans', 'only those of services that the files have')
    .option('--no-trunc', 'nothing cut: whole commands, ids and mounts, also on a narrow terminal')
    .option(
      '--wide',
      'also how often each was restarted, the age and the digest of its image, and the output of its last probe',
    )
    .option('--drift', 'also what differs from the files, or from what was last applied; also stopped ones')
    .action(async (services: string[], options: PsOptions) => {
      if (cli.globals.on === 'swarm') {
        const { showSwarmTasks } = await import('../swarm/show-swarm-tasks.ts');
        return cli.exitWith(await showSwarmTasks(cli, services, options));
      }
      const found = await find(cli, services, options);
      const { shownContainers } = await import('../find/hide-secrets.ts');
      const shown = shownContainers(selectContainers(found, services, options), cli, found.hide);
      cli.stdout.write(await print(cli, found, shown, options));
      cli.exitWith(EXIT.ok);
    });
  return command;
}

/** One list call; with `--drift` as many as a second `up` makes. */
async function find(cli: Cli, services: readonly string[], { drift }: PsOptions): Promise<Found> {
  if (!drift) {
    const { findContainers } = await import('../find/find-containers.ts');
    return findContainers(cli, services);
  }
  const { findDrifted } = await import('../drift/find-drifted.ts');
  return findDrifted(cli, services);
}

function selectContainers(
  { containers, declared }: FoundContainers,
  services: readonly string[],
  options: PsOptions,
): readonly ObservedContainer[] {
  const states = wantedStates(options);
  return containers.filter(({ labels, state }) => {
    const service = labels[LABEL.service] ?? '';
    if (labels[LABEL.oneOff] === 'True' && !options.all && !asksForState(options)) return false;
    if (!options.orphans && declared?.has(service) === false) return false;
    if (services.length > 0 && !services.includes(service)) return false;
    return states === undefined || states.includes(state);
  });
}

const asksForState = ({ filter, status = [] }: PsOptions): boolean =>
  filter !== undefined || status.length > 0;

/** undefined: all of them. A state that is asked for is shown without `--all`. */
function wantedStates({ all, drift, filter, status = [] }: PsOptions): readonly string[] | undefined {
  const states = [...status, ...(filter === undefined ? [] : [stateOfFilter(filter)])];
  const unknown = states.find((state) => !STATES.includes(state));
  if (unknown !== undefined) {
    throw new UserError('bad-usage', `"${unknown}" is not a state`, { hint: `one of ${STATES.join(', ')}` });
  }
  if (states.length > 0) return states;
  return all || drift ? undefined : ALIVE_STATES;
}

function stateOfFilter(filter: string): string {
  const match = /^status=(.+)$/.exec(filter);
  if (!match?.[1]) throw new UserError('bad-usage', `--filter takes status=STATE, not "${filter}"`);
  return match[1];
}

async function print(
  cli: Cli,
  found: Found,
  containers: readonly ObservedContainer[],
  options: PsOptions,
): Promise<string> {
  if (options.quiet)
    return linesFor(
      cli.stdout,
      containers.map(({ id }) => id),
    );
  if (options.services)
    return linesFor(cli.stdout, [...new Set(containers.map(({ labels }) => labels[LABEL.service] ?? ''))]);
  const drift = await driftTexts(cli, found, options);
  if (options.wide) {
    const { wideTable } = await import('../look/wide-ps.ts');
    const shape = { truncate: options.trunc, now: new Date(), columns: cli.stdout.columns, drift };
    return wideTable(found.engine, containers, { ...shape, hide: found.hide });
  }
  const { formatRecords } = await import('../../ui/tables/format-records.ts');
  const { PS_HEADERS, psRecord, psTable } = await import('../../ui/tables/ps-output.ts');
  const { formatFromConfig } = await import('../settings/docker-config.ts');
  const format = options.format ?? formatFromConfig(cli.environment, 'psFormat') ?? 'table';
  const now = new Date();
  const digests = await digestsFor(found, containers, format);
  return formatRecords(
    format,
    containers.map((container) => psRecord(container, options.trunc, now, { drift, digests })),
    {
      headers: PS_HEADERS,
      onTerminal: cli.stdout.isTty,
      table: () => psTable(containers, { truncate: options.trunc, now, columns: cli.stdout.columns, drift }),
    },
  );
}

/** @returns undefined: nobody asked, which saves a call. */
async function digestsFor(
  { engine }: Found,
  containers: readonly ObservedContainer[],
  format: string,
): Promise<ImageDigests | undefined> {
  if (!format.includes('Digest') || containers.length === 0) return undefined;
  const { imageDigests, showsDigests } = await import('../look/image-digests.ts');
  return showsDigests(format) ? imageDigests(engine, containers) : undefined;
}

/** @returns undefined: nobody asked. What no row can show is told beside the table. */
async function driftTexts(
  cli: Cli,
  { plan, containers }: Found,
  { trunc }: PsOptions,
): Promise<DriftTexts | undefined> {
  if (!plan) return undefined;
  const { shortDrifts } = await import('../../ui/plan/drift-texts.ts');
  const { texts, others } = shortDrifts(plan, containers, trunc);
  for (const { resource, state } of others) {
    cli.stderr.write(`warning: ${visible(`${resource.kind} ${resource.name} ${state}`)}\n`);
  }
  return texts;
}
