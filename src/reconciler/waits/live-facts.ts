import type { Engine } from '../../engine/port/engine.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { ContainerDetails, Probe } from '../../model/observed.ts';
import type { WatchedEvent } from './container-watch.ts';
import type { Facts } from './evaluate-condition.ts';
import { healthAfterPauseMs } from './health-after-pause.ts';
import { nextProbeMs } from './next-probe.ts';

/** What an inspection tells of a container that is waited for. */
export interface LiveFacts extends Facts {
  /** By its restart policy, since the user started it. */
  readonly restartCount: number;
  /** Set while its health means nothing: in how many milliseconds to inspect it again, unless an event comes first. */
  readonly verdictMs?: number;
  /** Set while it starts: in how many milliseconds the next probe may have ended. */
  readonly probeMs?: number;
  readonly probe?: Probe;
}

/** @returns undefined when the container is gone. */
export async function inspectFacts(engine: Engine, id: ContainerId): Promise<LiveFacts | undefined> {
  try {
    return factsOf(await engine.inspectContainer(id));
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined;
    throw error;
  }
}

function factsOf(details: ContainerDetails): LiveFacts {
  const { state, exitCode, hasHealthcheck, startedAt, restartCount, settings } = details;
  const verdictMs = state === 'running' ? healthAfterPauseMs(details) : undefined;
  const health = verdictMs === undefined ? details.health : 'starting';
  const probeMs = nextProbeMs(details);
  const policy = settings.HostConfig.RestartPolicy?.Name ?? '';
  return {
    state,
    ...(health !== undefined && { health }),
    exitCode,
    hasHealthcheck,
    runsForEver: policy === 'always' || policy === 'unless-stopped',
    startedAtMs: Date.parse(startedAt),
    restartCount,
    ...(verdictMs !== undefined && { verdictMs }),
    ...(probeMs !== undefined && { probeMs }),
    ...(probeMs !== undefined && details.lastProbe && { probe: details.lastProbe }),
  };
}

/** The facts after an event, by the event alone where it says all. */
export async function factsAfter(
  before: LiveFacts | undefined,
  event: WatchedEvent,
  engine: Engine,
  id: ContainerId,
): Promise<LiveFacts | undefined> {
  if (before && hasAllFacts(before, event)) return withEvent(before, event);
  return inspectFacts(engine, id).catch((error) => keepUnlessGone(before, event, error));
}

/**
 * The facts of before, when only a look that no event asked for failed, or the inspection for its last probe. Whether an
 * engine that does not answer has gone is decided by the stream of events, which is taken up again.
 */
function keepUnlessGone(before: LiveFacts | undefined, event: WatchedEvent, error: unknown): LiveFacts {
  if (!before || !(error instanceof EngineError)) throw error;
  if (event.action === 'look') return before;
  if (before.probeMs === undefined || error.code !== 'engine-unreachable') throw error;
  return before;
}

/** Whether no inspection can add anything to the event. */
function hasAllFacts(facts: Facts, { action }: WatchedEvent): boolean {
  if (action === 'healthy' || action === 'unhealthy') return facts.state === 'running';
  // What becomes of a container that ended depends on its restart policy; a start may have changed its health.
  return !['start', 'die', 'destroy', 'pause', 'unpause', 'gap', 'look'].includes(action);
}

function withEvent(facts: LiveFacts, event: WatchedEvent): LiveFacts {
  if (event.action !== 'healthy' && event.action !== 'unhealthy') return facts;
  if (event.timeMs < facts.startedAtMs) return facts;
  const { verdictMs: _, ...others } = facts;
  return { ...others, health: event.action };
}
