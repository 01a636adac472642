import type { Engine } from '../../engine/port/engine.ts';
import type { Progress } from '../../model/event.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { WaitCondition } from '../../model/operation.ts';
import { probeText } from '../../model/probe-text.ts';
import type { WaitFailureReason } from '../../model/wait-error.ts';
import type { ContainerWatch } from './container-watch.ts';
import { evaluateCondition } from './evaluate-condition.ts';
import { factsAfter, inspectFacts, type LiveFacts } from './live-facts.ts';
import { PauseWindow } from './pause-window.ts';
import { type AskPorts, PortGate } from './port-gate.ts';
import { SETTLE_MS, StabilityWindow } from './stability-window.ts';

export interface Target {
  readonly id: ContainerId;
  readonly name: string;
}

interface FollowContext {
  readonly condition: WaitCondition;
  readonly engine: Engine;
  readonly watch: ContainerWatch;
  /** Ends the wait. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Absent: the default. */
  readonly settleMs?: number | undefined;
  /** It has to stay healthy for `settleMs`, too. */
  readonly monitored?: boolean;
  /** The container fulfils the condition; it may still be watched for a while. */
  readonly onMet: () => void;
  /** Fulfilled when nothing of the command is waited for any more. */
  readonly allMet: Promise<void>;
  /** In front of what its probe says, where there are several targets: ` of p-web-1`. */
  readonly suffix: string;
  /** Where it has no healthcheck. Absent: nobody can ask it. */
  readonly askPorts?: AskPorts | undefined;
}

/**
 * How often the engine may start a container again while it is waited for. Its pauses double from a tenth of a second, so they
 * take about half a minute: what has not come up by then hardly will, and a wait without a timeout must end as well.
 */
const RESTARTS = 8;

/**
 * Follows one container until it fulfils the condition, or cannot any more. It is inspected once, and then only when an event
 * does not tell everything, or no event will come.
 *
 * @returns why it cannot. Error: the signal's reason when it is aborted first.
 */
export async function followTarget(
  target: Target,
  context: FollowContext,
): Promise<'met' | WaitFailureReason> {
  const { condition, engine, watch, signal } = context;
  const { queue, stop } = watch.follow(target.id);
  const gate = context.askPorts && new PortGate(context.askPorts, () => queue.push({ action: 'gap' }));
  const pause = new PauseWindow();
  let timer: NodeJS.Timeout | undefined;
  try {
    let facts = await inspectFacts(engine, target.id);
    const evaluate = evaluator(context, gate, pause, facts?.restartCount ?? 0);
    const reportProbe = probeReporter(context);
    for (;;) {
      clearTimeout(timer);
      const verdict = evaluate(facts);
      if (verdict === 'met' && facts && isProbed(condition, facts)) {
        context.onMet();
        return await keepsRunning(target, facts, queue, context);
      }
      if (typeof verdict === 'string') return verdict;
      if (verdict.againMs !== undefined)
        timer = setTimeout(() => queue.push({ action: 'gap' }), verdict.againMs);
      if (facts?.state === 'restarting')
        context.onProgress({ text: `${target.name} exited (${facts.exitCode}) and is started again` });
      reportProbe(facts);
      const event = await queue.next(signal);
      facts = await factsAfter(facts, event, engine, target.id);
      // A wait begins after the start, so an engine has had its time.
      if (event.action === 'look' && facts?.state === 'created') return 'not-started';
    }
  } catch (error) {
    if (error === TIME_IS_UP && gate?.isAsking && !pause.isPaused) return 'no-connection';
    throw error;
  } finally {
    clearTimeout(timer);
    gate?.close();
    stop();
  }
}

/** For these the engine says when they are ready, and nobody waits for them but the command itself. */
const isProbed = (condition: WaitCondition, { hasHealthcheck, state }: LiveFacts): boolean =>
  condition === 'running_or_healthy' && hasHealthcheck && state === 'running';

/** The time of a wait is over. */
export const TIME_IS_UP = Symbol('the time is up');
const ENOUGH = Symbol('it has settled, or nobody waits any more');

/**
 * A healthy container is ready at once; but one that ends soon after that, while the command waits for others anyway, is not.
 *
 * @returns why it is not ready after all.
 */
async function keepsRunning(
  { id }: Target,
  healthy: LiveFacts,
  queue: ReturnType<ContainerWatch['follow']>['queue'],
  { condition, engine, signal, allMet, settleMs = SETTLE_MS, monitored }: FollowContext,
): Promise<'met' | WaitFailureReason> {
  const enough = new AbortController();
  const timer = setTimeout(() => enough.abort(ENOUGH), settleMs);
  void allMet.then(() => enough.abort(ENOUGH));
  const until = AbortSignal.any([signal, enough.signal]);
  let isPaused = false;
  try {
    for (;;) {
      const facts = await factsAfter(healthy, await queue.next(until), engine, id);
      if (!facts) return 'removed';
      if (facts.state === 'restarting' || facts.startedAtMs !== healthy.startedAtMs) return 'exited';
      isPaused = facts.state === 'paused';
      const state = evaluateCondition(condition, facts);
      if (state === 'exited' || (monitored && state === 'unhealthy')) return state;
    }
  } catch (error) {
    if (error === ENOUGH || error === TIME_IS_UP) return monitored && isPaused ? 'paused' : 'met';
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** `againMs`: when to inspect it again, unless an event comes first. */
type Verdict = 'met' | WaitFailureReason | { readonly againMs: number | undefined };

/** @param restartsBefore how often it had been restarted when the wait began. */
function evaluator(
  { condition, settleMs }: Pick<FollowContext, 'condition' | 'settleMs'>,
  gate: PortGate | undefined,
  pause: PauseWindow,
  restartsBefore: number,
): (facts: LiveFacts | undefined) => Verdict {
  const window = new StabilityWindow(condition, settleMs);
  return (facts) => {
    if (!facts) return 'removed';
    const state = evaluateCondition(condition, facts);
    const restarts = Math.max(0, facts.restartCount - restartsBefore);
    if (gate && state === 'met' && facts.state === 'running' && !facts.hasHealthcheck) {
      const answer = gate.of(facts);
      if (answer === 'closed') return 'no-connection';
      // Only then does it have to settle.
      if (answer === 'asking') return { againMs: undefined };
    }
    const pausedMs = pause.remainingMs(facts);
    if (state === 'not-yet' && pausedMs === 0) return 'paused';
    const remainingMs = state === 'met' ? window.remainingMs(facts, restarts) : 0;
    if (state !== 'not-yet' && remainingMs === 0) return state;
    if (facts.state === 'restarting' && restarts >= RESTARTS) return 'exited';
    // No event will tell that it is still paused or did not recover from that, that it goes on running, or what a probe found wrong.
    return { againMs: remainingMs > 0 ? remainingMs : (pausedMs ?? facts.verdictMs ?? facts.probeMs) };
  };
}

/** Reports a probe that failed, unless it says what the one before said. */
function probeReporter({ onProgress, suffix }: FollowContext): (facts: LiveFacts | undefined) => void {
  let reported = '';
  return (facts) => {
    const text = facts?.probe && facts.probe.exitCode !== 0 ? probeText(facts.probe) : '';
    if (text !== '' && text !== reported)
      onProgress({ text: `last probe${suffix}: ${text}`, momentary: true });
    reported = text;
  };
}
