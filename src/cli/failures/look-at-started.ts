import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../../engine/port/engine.ts';
import type { EngineEvent, Subscription } from '../../engine/port/engine-answers.ts';
import type { ContainerId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import { AsyncQueue } from '../../reconciler/waits/async-queue.ts';
import type { Cli } from '../context/cli.ts';

/**
 * An engine knows some hundredths of a second after a start that a program has ended at once, which most that cannot run at all do.
 * No script notices such a delay.
 */
const SCRIPT_LOOK_MS = 100;
/** Somebody who reads waits that long for what they have started: a Node program ends well within it when its settings are wrong. */
const PERSON_LOOK_MS = 1000;

/** How long a command that goes away looks at what it started. */
export function defaultLookMs({ stderr, globals }: Cli): number {
  const { progress = 'auto' } = globals;
  const isRead = stderr.isTty && !['json', 'quiet', 'none'].includes(progress);
  return isRead ? PERSON_LOOK_MS : SCRIPT_LOOK_MS;
}

export interface Look {
  /** From the last start on. */
  readonly lookMs: number;
  /** When the last start ended. */
  readonly agoMs: number;
  /** Ends the look. */
  readonly signal: AbortSignal;
}

interface Started {
  readonly engine: Engine;
  readonly project: string;
  /** Names of containers. */
  readonly names: ReadonlySet<string>;
}

/**
 * The containers of the project when the look is over: one list call, if it is short. A longer one listens, and is over as soon
 * as all that was started has ended or is healthy or unhealthy. A container that ended and runs again counts as restarting.
 */
export async function lookAtStarted(
  started: Started,
  { lookMs, agoMs, signal }: Look,
): Promise<readonly ObservedContainer[]> {
  const restMs = lookMs - agoMs;
  if (restMs > SCRIPT_LOOK_MS) {
    const time = new AbortController();
    const timer = setTimeout(() => time.abort(), restMs);
    const ends = await endsUntil(AbortSignal.any([signal, time.signal]), started);
    clearTimeout(timer);
    return (await listOf(started)).map((container) => asRestarting(container, ends.get(container.id)));
  }
  if (restMs > 0) await sleep(restMs, undefined, { signal }).catch(() => {});
  return listOf(started);
}

const listOf = ({ engine, project }: Started): Promise<readonly ObservedContainer[]> =>
  engine.listContainers([`${LABEL.project}=${project}`, LABEL.oneOff]).catch(() => []);

type Ends = ReadonlyMap<ContainerId, number | undefined>;

/** @returns the exit codes of those that ended meanwhile. */
async function endsUntil(enough: AbortSignal, started: Started): Promise<Ends> {
  const ends = new Map<ContainerId, number | undefined>();
  const events = new AsyncQueue<EngineEvent>();
  const subscription = started.engine.subscribe([`${LABEL.project}=${started.project}`], (event) => {
    if (event.action === 'die') ends.set(event.container, event.exitCode);
    if (ENDINGS.has(event.action)) events.push(event);
  });
  const over = new Promise<never>((_, reject) => {
    enough.addEventListener('abort', () => reject(enough.reason));
  });
  try {
    const { ended } = await Promise.race([subscription, over]);
    ended.catch(() => {});
    while (hasOpen(await Promise.race([listOf(started), over]), started.names)) await events.next(enough);
  } catch {
    // The time is over, somebody has seen enough, or there are no events: then the last list tells.
    if (!enough.aborted) await over.catch(() => {});
  } finally {
    void subscription.then(close, () => {});
  }
  return ends;
}

const close = (subscription: Subscription): void => {
  subscription.ended.catch(() => {});
  subscription.close();
};

const ENDINGS: ReadonlySet<EngineEvent['action']> = new Set(['die', 'healthy', 'unhealthy']);

/** Whether more can be learnt of one of them. */
const hasOpen = (containers: readonly ObservedContainer[], names: ReadonlySet<string>): boolean =>
  containers.some(
    ({ name, state, health }) =>
      names.has(name) && state === 'running' && (health === undefined || health === 'starting'),
  );

function asRestarting(container: ObservedContainer, exitCode: number | undefined): ObservedContainer {
  return exitCode === undefined || container.state !== 'running'
    ? container
    : { ...container, state: 'restarting', exitCode };
}
