import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { StatsSample } from '../../model/stats-sample.ts';
import { type StatsTableOptions, statsText } from '../../ui/tables/stats-output.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { aborted, onInterrupt } from '../context/signals.ts';
import { type FoundContainers, findContainers } from '../find/find-containers.ts';
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
  const found = await findContainers(cli, services, 'warn');
  const containers = () => choose(found, services, options.all === true);
  if (options.stream) return follow(cli, found, { services, options, format });
  const usages = await Promise.all(
    containers().map(async (container) => ({ container, ...(await sampleOnce(found.engine, container)) })),
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

/** Docker's engine takes a sample a second; those that come together are shown together. */
const GATHER_MS = 300;

async function follow(
  cli: Cli,
  { engine, project, containers }: FoundContainers,
  {
    services,
    options,
    format,
  }: { readonly services: readonly string[]; readonly options: StatsOptions; readonly format: string },
): Promise<number> {
  const stop = new AbortController();
  const release = onInterrupt([() => stop.abort(), () => cli.abandon()]);
  const usages = new Map<ContainerId, { container: ObservedContainer; usage?: StatsSample }>();
  let drawing: NodeJS.Timeout | undefined;
  const draw = (): void => {
    drawing = undefined;
    // A reader who is behind gets the figures of when it has caught up.
    if (stop.signal.aborted || cli.stdout.drained()) return;
    const text = statsText([...usages.values()], lookOf(cli, options, format));
    if (cli.stdout.isTty) cli.stdout.writeRaw(CLEAR);
    cli.stdout.write(text);
  };
  const watch = (container: ObservedContainer): void => {
    if (usages.has(container.id)) return;
    usages.set(container.id, { container });
    void readSamples(engine, container.id, stop.signal, (usage) => {
      usages.set(container.id, { container, usage });
      drawing ??= setTimeout(draw, GATHER_MS);
    }).finally(() => {
      if (!options.all) usages.delete(container.id);
      drawing ??= setTimeout(draw, GATHER_MS);
    });
  };
  const label = `${LABEL.project}=${project}`;
  const lookAgain = async (): Promise<void> => {
    const listed = await engine.listContainers([label, LABEL.configHash]);
    for (const container of choose({ containers: listed }, services, options.all === true)) watch(container);
  };
  // Subscribed first: what starts while the list is read is not missed.
  const events = await engine.subscribe([label], ({ action }) => {
    // What goes wrong with the engine ends these events too.
    if (action === 'start') void lookAgain().catch(() => {});
  });
  for (const container of choose({ containers }, services, options.all === true)) watch(container);
  if (usages.size === 0) draw();
  try {
    await Promise.race([aborted(stop.signal), events.ended]);
    return stop.signal.aborted ? EXIT.interrupted : EXIT.ok;
  } finally {
    events.close();
    release();
    clearTimeout(drawing);
    stop.abort();
  }
}

/** The whole window, the cursor at its beginning. */
const CLEAR = '\u001b[2J\u001b[H';

/** Until it ends, or `signal`. One that is gone before it was asked for has no samples. */
async function readSamples(
  engine: Engine,
  id: ContainerId,
  signal: AbortSignal,
  onSample: (usage: StatsSample) => void,
): Promise<void> {
  try {
    for await (const usage of engine.stats(id, { follow: true }, signal)) onSample(usage);
  } catch {
    // The container is gone; that the engine is, its events tell.
  }
}
