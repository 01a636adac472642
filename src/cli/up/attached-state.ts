import type { Event } from '../../model/event.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { Operation, OperationKind } from '../../model/operation.ts';
import type { Step } from '../../model/plan.ts';
import { FINISHING, GOING_BACK } from '../apply/apply.ts';
import { EXIT } from '../context/exit-codes.ts';
import { type AbortPolicy, abortedExitCode, aborts, type Exit } from './abort-policy.ts';

/** After one of these, something runs that did not run before. */
const STARTS: ReadonlySet<OperationKind> = new Set([
  'start-container',
  'unpause-container',
  'restart-container',
]);

/** What the flags and the project say, which does not change while attached `up` runs. */
export interface AttachedRules {
  readonly policy: AbortPolicy;
  readonly oneShots: ReadonlySet<string>;
  /** The services whose output is shown. */
  readonly attached: ReadonlySet<string>;
  /** The plan is all or nothing. */
  readonly goesBack: boolean;
}

export interface AttachedState {
  /** Something runs that did not run before, or the plan is done: there is something to stop. */
  readonly started: boolean;
  /** All that was to be changed is there and ready. */
  readonly isDone: boolean;
  readonly ending: 'none' | 'detaching' | 'stopping' | 'killing';
  /** How often the user pressed Ctrl-C. */
  readonly interrupts: number;
  /** Of containers that ended for good, in the order of their ends. */
  readonly exits: readonly Exit[];
  /** The exit that stopped all others. */
  readonly decisive: Exit | undefined;
  /** The plan stops these, or replaces them: their end is no exit. */
  readonly stoppedByPlan: ReadonlySet<ContainerId>;
}

export const NOTHING_STARTED: AttachedState = {
  started: false,
  isDone: false,
  ending: 'none',
  interrupts: 0,
  exits: [],
  decisive: undefined,
  stoppedByPlan: new Set(),
};

/** The end of one run of a container. */
export interface ContainerExit extends Exit {
  readonly id: ContainerId;
  readonly label: string;
  /** Its restart policy starts it again. */
  readonly restarts: boolean;
}

export type AttachedEvent =
  | Extract<Event, { readonly step: Step }>
  | { readonly type: 'exit'; readonly exit: ContainerExit }
  | { readonly type: 'plan-done' }
  | { readonly type: 'interrupt' }
  /** The user leaves, and the containers go on. */
  | { readonly type: 'detach' };

export type AttachedEffect =
  | { readonly kind: 'notice'; readonly message: string }
  | { readonly kind: 'show-exit'; readonly exit: ContainerExit }
  /** The container counts as running until its exit. */
  | { readonly kind: 'expect-exit'; readonly id: ContainerId }
  /** Begins no further step; calls in flight are finished. */
  | { readonly kind: 'end-plan' }
  /** The same of the way back. */
  | { readonly kind: 'stay' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'kill' }
  | { readonly kind: 'detach' }
  /** Ends the program at once. */
  | { readonly kind: 'abandon' };

type Advanced = readonly [AttachedState, readonly AttachedEffect[]];

/**
 * Attached `up` as a pure machine, `(state, event) → (state, effects)`:
 *
 *   preparing ──first start──▶ starting ──plan done──▶ running ──all have ended──▶ end (0)
 *      │ Ctrl-C                   │ Ctrl-C                │ Ctrl-C, or an exit that --abort-on-… waits for
 *      ▼                          ▼                       ▼
 *   end (130)                 stopping (in order, logs flow on) ──stopped──▶ end (130, or the code of the container)
 *      │ Ctrl-C                   │ Ctrl-C                ▲
 *      ▼                          ▼                       │ Ctrl-C before it has left
 *   abandoned                 killing ──killed──▶ end  running ──d──▶ detaching ──▶ end (0)
 *                                 │ Ctrl-C
 *                                 ▼
 *                             abandoned
 *
 * A plan that is interrupted lets the calls in flight finish and begins nothing new, so its result is known. Before a
 * container was started there is nothing to stop: what ran before goes on. An exit that --abort-on-… waits for while the
 * plan runs does not interrupt it: the plan ends first.
 *
 * Where the plan is all or nothing, what it has started is not stopped but goes back:
 *
 *   preparing, starting ──Ctrl-C──▶ going back ──back──▶ end (130)
 *                                       │ Ctrl-C
 *                                       ▼
 *                                   staying as it is ──calls in flight are done──▶ end (130)
 *                                       │ Ctrl-C
 *                                       ▼
 *                                   abandoned
 */
export function advance(state: AttachedState, event: AttachedEvent, rules: AttachedRules): Advanced {
  switch (event.type) {
    case 'step-started':
      return [beginStep(state, event.step), []];
    case 'step-progress':
      return [state, []];
    case 'step-ended':
      return [state, expectedExit(event, rules)];
    case 'exit':
      return exited(state, event.exit, rules);
    case 'plan-done':
      return [{ ...state, started: true, isDone: true }, []];
    case 'interrupt': {
      const pressed = { ...state, interrupts: state.interrupts + 1 };
      return rules.goesBack && !state.isDone ? interruptWhole(pressed) : interrupt(pressed);
    }
    case 'detach':
      return state.ending === 'none'
        ? [{ ...state, ending: 'detaching' }, [{ kind: 'detach' }]]
        : [state, []];
  }
}

/** Whether nothing is left to do when the plan has ended with this code. */
export const endsWithPlan = (
  { started, interrupts }: AttachedState,
  code: number,
  { goesBack }: Pick<AttachedRules, 'goesBack'>,
): boolean => code === EXIT.failed || (interrupts > 0 && (!started || goesBack));

/** @param from the service of `--exit-code-from` */
export function exitCodeOf(
  { ending, interrupts, exits, decisive }: AttachedState,
  from: string | undefined,
): number {
  if (ending === 'detaching') return EXIT.ok;
  return interrupts > 0 ? EXIT.interrupted : abortedExitCode(exits, decisive, from);
}

function beginStep(state: AttachedState, { operation }: Step): AttachedState {
  const stopped = stoppedBy(operation);
  return {
    ...state,
    started: state.started || STARTS.has(operation.kind),
    stoppedByPlan: stopped === undefined ? state.stoppedByPlan : new Set(state.stoppedByPlan).add(stopped),
  };
}

/** One that the plan itself has made is stopped because it failed: its end is worth telling. */
function stoppedBy(operation: Operation): ContainerId | undefined {
  if (operation.kind === 'restart-container') return operation.container;
  return operation.kind === 'stop-container' && 'id' in operation.container
    ? operation.container.id
    : undefined;
}

function expectedExit(
  { step: { operation }, outcome }: Extract<AttachedEvent, { readonly type: 'step-ended' }>,
  { attached }: AttachedRules,
): readonly AttachedEffect[] {
  if (outcome.status !== 'done' || outcome.made.kind !== 'container') return [];
  if (operation.kind !== 'start-container' || !attached.has(operation.service)) return [];
  return [{ kind: 'expect-exit', id: outcome.made.id }];
}

function exited(state: AttachedState, exit: ContainerExit, rules: AttachedRules): Advanced {
  const { id, label, service, code, restarts } = exit;
  if (state.stoppedByPlan.has(id)) {
    const stoppedByPlan = new Set(state.stoppedByPlan);
    stoppedByPlan.delete(id);
    return [{ ...state, stoppedByPlan }, []];
  }
  const show = { kind: 'show-exit', exit } as const;
  if (restarts) return [state, [show]];
  const noted = { ...state, exits: [...state.exits, { service, code }] };
  if (!aborts(rules.policy, { service, code }, rules.oneShots)) return [noted, [show]];
  const decided = { ...noted, decisive: state.decisive ?? { service, code } };
  if (isStopping(state)) return [decided, [show]];
  const message = `Aborting: ${label} has ended, and the rest stops with it`;
  return [{ ...decided, ending: 'stopping' }, [show, { kind: 'notice', message }, { kind: 'stop' }]];
}

function interrupt(state: AttachedState): Advanced {
  const { started, interrupts } = state;
  if (interrupts === 1) {
    const message = started ? 'Stopping in order … (Ctrl-C again kills)' : FINISHING;
    const effects = [{ kind: 'notice', message }, { kind: 'end-plan' }, { kind: 'stop' }] as const;
    return [{ ...state, ending: 'stopping' }, effects];
  }
  if (interrupts === 2 && started) return [{ ...state, ending: 'killing' }, [{ kind: 'kill' }]];
  return [state, [{ kind: 'abandon' }]];
}

function interruptWhole(state: AttachedState): Advanced {
  if (state.interrupts === 1) return [state, [{ kind: 'notice', message: GOING_BACK }, { kind: 'end-plan' }]];
  if (state.interrupts === 2) return [state, [{ kind: 'notice', message: FINISHING }, { kind: 'stay' }]];
  return [state, [{ kind: 'abandon' }]];
}

const isStopping = ({ ending }: AttachedState): boolean => ending === 'stopping' || ending === 'killing';
