import type { Engine } from '../../engine/port/engine.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { StatsSample } from '../../model/stats-sample.ts';
import { type StatsTableOptions, statsText } from '../../ui/tables/stats-output.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { type FoundContainers, findContainers, reachable } from '../find/find-containers.ts';
import { formatFromConfig } from '../settings/docker-config.ts';

export interface StatsOptions {
  readonly all?: boolean;
  readonly format?: string;
  readonly stream: boolean;
  readonly trunc: boolean;
}

/** @returns the exit code */
export async function showStats(
  cli: Cli,
  services: readonly string[],
  options: StatsOptions,
): Promise<number> {
  const format = options.format ?? formatFromConfig(cli.environment, 'statsFormat') ?? 'table';
  // A template that cannot be used is told before anybody waits.
  statsText([], lookOf(cli, options, format));
  const all = await findContainers(cli, services, 'warn');
  const found = {
    ...all,
    containers: await reachable(cli, choose(all, services, options.all === true), all),
  };
  if (options.stream) {
    const { followStats } = await import('./follow-stats.ts');
    return followStats(cli, found, {
      choose: (listed) => choose({ containers: listed }, services, options.all === true),
      showsEnded: options.all === true,
      textOf: (usages) => statsText(usages, lookOf(cli, options, format)),
    });
  }
  const usages = await Promise.all(
    found.containers.map(async (container) => ({
      container,
      ...(await sampleOnce(found.engine, container)),
    })),
  );
  cli.stdout.write(statsText(usages, lookOf(cli, options, format)));
  return EXIT.ok;
}

const lookOf = ({ stdout }: Cli, { trunc }: StatsOptions, format: string): StatsTableOptions => ({
  format,
  truncate: trunc,
  columns: stdout.columns,
  onTerminal: stdout.isTty,
});

function choose(
  { containers }: Pick<FoundContainers, 'containers'>,
  services: readonly string[],
  all: boolean,
): readonly ObservedContainer[] {
  return containers.filter(
    ({ labels, state }) =>
      (all || state === 'running' || state === 'paused') &&
      (services.length === 0 || services.includes(labels[LABEL.service] ?? '')),
  );
}

async function sampleOnce(engine: Engine, { id }: ObservedContainer): Promise<{ usage?: StatsSample }> {
  for await (const usage of engine.stats(id, { follow: false }, new AbortController().signal))
    return { usage };
  return {};
}
