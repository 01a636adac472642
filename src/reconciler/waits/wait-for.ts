import type { Engine } from '../../engine/port/engine.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { Progress } from '../../model/event.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { ContainerDetails, Probe } from '../../model/observed.ts';
import type { OperationOf } from '../../model/operation.ts';
import { probeText } from '../../model/probe-text.ts';
import { WaitError, type WaitFailureReason } from '../../model/wait-error.ts';
import type { ContainerWatch, WatchedEvent } from './container-watch.ts';
import { evaluateCondition, type Facts } from './evaluate-condition.ts';
import { reportFailure } from './failure-report.ts';
import { healthAfterPauseMs } from './health-after-pause.ts';
import { nextProbeMs } from './next-probe.ts';
import { StabilityWindow } from './stability-window.ts';

interface Target {
  readonly id: ContainerId;
  readonly name: string;
}

interface WaitContext {
  readonly engine: Engine;
  readonly watch: ContainerWatch;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

type Ending = 'met' | { readonly reason: WaitFailureReason; readonly target: Target };

/**
 * Waits until every container fulfils the condition. Each is inspected once at the beginning, and then only
 * when an event says that something happened which the event itself does not tell.
 *
 * Error: WaitError when one cannot fulfil it any more, or when the time is over; the signal's reason when aborted.
 */
export async function waitFor(
  operation: OperationOf<'wait-for'>,
  targets: readonly Target[],
  { engine, watch, signal, onProgress }: WaitContext,
): Promise<void> {
  const begin = performance.now();
  const enough = new AbortController();
  const over = AbortSignal.any([signal, enough.signal]);
  const timer =
    operation.timeoutMs === undefined
      ? undefined
      : setTimeout(() => enough.abort(TIME_IS_UP), operation.timeoutMs);
  const pending = new Set(targets);
  const of = ({ name }: Target): string => (targets.length > 1 ? ` of ${name}` : '');

  const wait = async (target: Target): Promise<Ending> => {
    const ending = await follow(target);
    pending.delete(target);
    if (ending === 'met' && pending.size > 0)
      onProgress({
        text: `${targets.length - pending.size} of ${targets.length} ${WORD[operation.condition]}`,
      });
    return ending;
  };

  const follow = async (target: Target): Promise<Ending> => {
    const { queue, stop } = watch.follow(target.id);
    let verdict: NodeJS.Timeout | undefined;
    let told = '';
    const standing = new StabilityWindow(operation.condition);
    try {
      let facts = await look(engine, target.id);
      const restartsBefore = facts?.restartCount ?? 0;
      for (;;) {
        clearTimeout(verdict);
        const judgement = facts ? evaluateCondition(operation.condition, facts) : 'removed';
        const unsureMs = facts && judgement === 'met' ? standing.remainingMs(facts) : 0;
        if (judgement === 'met' && unsureMs === 0) return 'met';
        if (judgement !== 'met' && judgement !== 'not-yet') return { reason: judgement, target };
        // No event will tell that it did not recover from a pause, that it goes on running, or what a probe found wrong.
        const againMs = unsureMs > 0 ? unsureMs : (facts?.verdictMs ?? facts?.probeMs);
        if (againMs !== undefined) verdict = setTimeout(() => queue.push({ action: 'gap' }), againMs);
        if (facts?.state === 'restarting') {
          if (facts.restartCount - restartsBefore >= RESTARTS) return { reason: 'exited', target };
          onProgress({ text: `${target.name} exited (${facts.exitCode}) and is started again` });
        }
        const said = facts?.probe && facts.probe.exitCode !== 0 ? probeText(facts.probe) : '';
        if (said !== '' && said !== told)
          onProgress({ text: `last probe${of(target)}: ${said}`, momentary: true });
        told = said;
        const news = await queue.next(over);
        const before = facts;
        if (before && foretold(before, news)) facts = withNews(before, news);
        // Whether an engine that does not answer has gone is up to the stream of events, which is taken up again.
        else facts = await look(engine, target.id).catch((error) => keepUnlessGone(before, error));
      }
    } catch (error) {
      if (signal.aborted || error !== TIME_IS_UP) throw error;
      return { reason: 'timeout', target };
    } finally {
      clearTimeout(verdict);
      stop();
    }
  };

  try {
    const waits = targets.map(wait);
    const failure = await firstFailure(waits);
    if (failure === undefined) return;
    const waitedMs = performance.now() - begin;
    throw new WaitError(await reportFailure(engine, operation, failure.target, failure.reason, waitedMs));
  } finally {
    clearTimeout(timer);
    enough.abort(TIME_IS_UP);
  }
}

/**
 * How often the engine may start a container again while it is waited for. It waits longer each time, so they take about
 * seven minutes: what has not come up by then will not, and a wait without a timeout must end as well.
 */
const RESTARTS = 15;

const TIME_IS_UP = Symbol('the time is up');

const WORD: { readonly [C in OperationOf<'wait-for'>['condition']]: string } = {
  service_started: 'started',
  service_healthy: 'healthy',
  service_completed_successfully: 'completed',
  running_or_healthy: 'ready',
};

/** As soon as one failed, whatever the others do. */
function firstFailure(waits: readonly Promise<Ending>[]): Promise<Exclude<Ending, 'met'> | undefined> {
  return new Promise((resolve, reject) => {
    const endings = waits.map(async (wait) => {
      const ending = await wait;
      if (ending !== 'met') resolve(ending);
    });
    Promise.all(endings).then(() => resolve(undefined), reject);
  });
}

/** @returns undefined when the container is gone. */
async function look(engine: Engine, id: ContainerId): Promise<LiveFacts | undefined> {
  try {
    return factsOf(await engine.inspectContainer(id));
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined;
    throw error;
  }
}

/** What was known of a container that starts, when only a glance at its last probe failed. */
function keepUnlessGone(before: LiveFacts | undefined, error: unknown): LiveFacts {
  if (before?.probeMs === undefined || !(error instanceof EngineError)) throw error;
  if (error.code !== 'engine-unreachable') throw error;
  return before;
}

interface LiveFacts extends Facts {
  /** By its restart policy, since somebody started it. */
  readonly restartCount: number;
  /** Set while its health says nothing: in how many milliseconds to look again, should nothing happen. */
  readonly verdictMs?: number;
  /** Set while it starts: in how many milliseconds a probe may have said something new. */
  readonly probeMs?: number;
  readonly probe?: Probe;
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

/** Whether the event says all there is to know, so that nothing has to be asked. */
function foretold(facts: Facts, { action }: WatchedEvent): boolean {
  if (action === 'healthy' || action === 'unhealthy') return facts.state === 'running';
  // What happens to a container that ended is up to its restart policy; a start may have changed its health.
  return !['start', 'die', 'destroy', 'pause', 'unpause', 'gap'].includes(action);
}

function withNews(facts: LiveFacts, news: WatchedEvent): LiveFacts {
  if (news.action !== 'healthy' && news.action !== 'unhealthy') return facts;
  if (news.timeMs < facts.startedAtMs) return facts;
  const { verdictMs: _, ...others } = facts;
  return { ...others, health: news.action };
}
