import { setTimeout as sleep } from 'node:timers/promises';
import type { Swarm } from '../../engine/port/swarm.ts';
import { requireServices } from '../../planner/graph/service-graph.ts';
import { serviceKey } from '../../planner/swarm/swarm-names.ts';
import { withLeader } from '../../reconciler/swarm/leader.ts';
import { eventJson, eventLine, type ShownEvent } from '../../ui/logs/events-output.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { aborted, onInterrupt } from '../context/signals.ts';
import { hiderFor, withoutSecrets } from '../find/hide-secrets.ts';
import { millisecondsOf, timeOf } from '../logs/time-of.ts';
import { look, namedProject } from './plan-for-swarm.ts';
import { SwarmEventReader } from './swarm-event-reader.ts';

interface EventsOptions {
  readonly json?: boolean;
  readonly since?: string;
  readonly until?: string;
}

/** A task that is in a state for less than this may never be seen in it. */
const LOOK_EVERY_MS = 500;
/** What a manager remembers comes at once: it is put in order with what is known of tasks. */
const PAST_MS = 500;

/** Ends with `--until`, or with Ctrl-C. @returns the exit code */
export async function showSwarmEvents(
  cli: Cli,
  services: readonly string[],
  { json, since, until }: EventsOptions,
): Promise<number> {
  const now = new Date();
  const times = {
    ...(since !== undefined && { since: timeOf(since, now) }),
    ...(until !== undefined && { until: timeOf(until, now) }),
  };
  const project = await namedProject(cli);
  const { engine, observed } = await look(cli, project.name);
  const keys = observed.services.map(({ name }) => serviceKey(project, name));
  requireServices(services, new Set([...project.services.keys(), ...keys]));
  const hide = hiderFor(cli, project);
  const write = ({ attributes, ...event }: ShownEvent): void => {
    if (services.length > 0 && !services.includes(event.service ?? '')) return;
    const shown = { ...event, attributes: withoutSecrets(attributes, cli, hide) };
    cli.stdout.write(json ? eventJson(shown) : eventLine(shown));
  };
  const output = new PastFirst(write);
  const reader = new SwarmEventReader(project.name, observed);
  const swarm = await engine.swarm();
  const stop = new AbortController();
  const release = onInterrupt([() => stop.abort(), () => cli.abandon()]);
  const isAsked = isBetween(times);
  const past = reader.changes(observed.tasks).filter(({ time }) => isAsked(Date.parse(time)));
  if (times.since !== undefined) for (const event of past) output.show(event);
  const listen = async (): Promise<void> => {
    for await (const event of swarm.history(times, stop.signal)) {
      const shown = reader.read(event);
      if (!shown) continue;
      output.show(shown);
      await cli.stdout.drained();
    }
  };
  const watched = new AbortController();
  const watch = watchTasks(swarm, project.name, reader, {
    signal: watched.signal,
    show: (event) => output.show(event),
  });
  try {
    // A reader that takes nothing is no reason not to hear a signal.
    await Promise.race([listen(), watch, aborted(stop.signal)]);
    output.end();
    return stop.signal.aborted ? EXIT.interrupted : EXIT.ok;
  } catch (error) {
    if (stop.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    watched.abort();
    stop.abort();
    release();
  }
}

/** Ends with the signal. Error: EngineError. */
async function watchTasks(
  swarm: Swarm,
  project: string,
  reader: SwarmEventReader,
  { signal, show }: { readonly signal: AbortSignal; readonly show: (event: ShownEvent) => void },
): Promise<void> {
  while (!signal.aborted) {
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    const tasks = await withLeader(() => swarm.tasksOf(project));
    if (!reader.knows(tasks)) {
      const [services, nodes] = await Promise.all([swarm.servicesOf(project), swarm.nodes()]);
      reader.know({ services, nodes });
    }
    if (!signal.aborted) for (const event of reader.changes(tasks)) show(event);
  }
}

function isBetween({ since, until }: { readonly since?: string; readonly until?: string }) {
  const from = since === undefined ? Number.NEGATIVE_INFINITY : millisecondsOf(since);
  const to = until === undefined ? Number.POSITIVE_INFINITY : millisecondsOf(until);
  return (time: number): boolean => from <= time && time <= to;
}

/** What comes in the first moment is put in order by its time, and what comes later is shown as it comes. */
class PastFirst {
  readonly #write: (event: ShownEvent) => void;
  #past: ShownEvent[] | undefined = [];
  readonly #timer = setTimeout(() => this.end(), PAST_MS);

  constructor(write: (event: ShownEvent) => void) {
    this.#write = write;
  }

  show(event: ShownEvent): void {
    if (this.#past) this.#past.push(event);
    else this.#write(event);
  }

  end(): void {
    clearTimeout(this.#timer);
    const past = this.#past?.sort((a, b) => Date.parse(a.time) - Date.parse(b.time)) ?? [];
    this.#past = undefined;
    for (const event of past) this.#write(event);
  }
}
