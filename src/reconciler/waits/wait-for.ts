import type { Engine } from '../../engine/port/engine.ts';
import type { Progress } from '../../model/event.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { OperationOf } from '../../model/operation.ts';
import { WaitError, type WaitFailureReason } from '../../model/wait-error.ts';
import type { ContainerWatch } from './container-watch.ts';
import { reportFailure } from './failure-report.ts';
import { followTarget, type Target, TIME_IS_UP } from './follow-target.ts';

interface WaitContext {
  readonly engine: Engine;
  readonly watch: ContainerWatch;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Of all waits of the command itself. Absent: there are no others. */
  readonly finalWaits?: FinalWaits | undefined;
  /** See `UpdateWait`. Absent: no container can be asked. */
  readonly askPorts?: ((id: ContainerId, signal: AbortSignal) => Promise<boolean>) | undefined;
}

/** The waits of `--wait`, which end together. */
export interface FinalWaits {
  /** This one has all that it waits for. */
  met(): void;
  /** So have all others. */
  readonly allMet: Promise<void>;
}

type WaitFor = OperationOf<'wait-for'>;
type Ending = 'met' | { readonly reason: WaitFailureReason; readonly target: Target };

/**
 * Waits until every container fulfils the condition. Each is inspected once at the beginning, and then only
 * when an event says that something happened which the event itself does not tell.
 *
 * Error: WaitError when one cannot fulfil it any more, or when the time is over; the signal's reason when aborted.
 */
export async function waitFor(
  operation: WaitFor,
  targets: readonly Target[],
  context: WaitContext,
): Promise<void> {
  const { engine, signal } = context;
  const begin = performance.now();
  const enough = new AbortController();
  const timer =
    operation.timeoutMs === undefined
      ? undefined
      : setTimeout(() => enough.abort(TIME_IS_UP), operation.timeoutMs);
  try {
    const over = AbortSignal.any([signal, enough.signal]);
    const failure = await firstFailure(waitForEach(operation, targets, context, over));
    if (failure === undefined) return;
    const waitedMs = performance.now() - begin;
    throw new WaitError(await reportFailure(engine, operation, failure.target, failure.reason, waitedMs));
  } finally {
    clearTimeout(timer);
    enough.abort(TIME_IS_UP);
  }
}

/** Reports how many have fulfilled the condition, until all have. */
function waitForEach(
  { condition, settleMs, update }: WaitFor,
  targets: readonly Target[],
  context: WaitContext,
  over: AbortSignal,
): readonly Promise<Ending>[] {
  const pending = new Set(targets);
  const finalWaits = context.finalWaits ?? onlyWait();
  const { askPorts } = context;
  const monitorMs = update?.monitorMs ?? 0;
  const monitored = monitorMs > 0;
  return targets.map(async (target): Promise<Ending> => {
    const onMet = (): void => {
      if (!pending.delete(target)) return;
      if (pending.size === 0) finalWaits.met();
      else
        context.onProgress({
          text: `${targets.length - pending.size} of ${targets.length} ${WORD[condition]}`,
        });
    };
    const suffix = targets.length > 1 ? ` of ${target.name}` : '';
    const reason = await untilTimeIsUp(
      followTarget(target, {
        ...context,
        condition,
        settleMs: monitored ? monitorMs : settleMs,
        signal: over,
        suffix,
        onMet,
        allMet: monitored ? NEVER : finalWaits.allMet,
        monitored,
        askPorts: askPorts && ((asking) => askPorts(target.id, asking)),
      }),
      context.signal,
    );
    if (reason !== 'met') return { reason, target };
    onMet();
    return 'met';
  });
}

async function untilTimeIsUp(
  following: Promise<'met' | WaitFailureReason>,
  signal: AbortSignal,
): Promise<'met' | WaitFailureReason> {
  try {
    return await following;
  } catch (error) {
    if (signal.aborted || error !== TIME_IS_UP) throw error;
    return 'timeout';
  }
}

const WORD: { readonly [C in OperationOf<'wait-for'>['condition']]: string } = {
  service_started: 'started',
  service_healthy: 'healthy',
  service_completed_successfully: 'completed',
  running_or_healthy: 'ready',
};

/** A monitored container is watched to the end of its time, whoever else is ready. */
const NEVER = new Promise<void>(() => {});

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

function onlyWait(): FinalWaits {
  let met = (): void => {};
  const allMet = new Promise<void>((resolve) => {
    met = resolve;
  });
  return { met, allMet };
}
