/** How far `gantry dev` is from its end. */
export interface DevState {
  readonly ending: 'none' | 'stopping' | 'killing';
  /** How often the user pressed Ctrl-C. */
  readonly interrupts: number;
}

export type DevEvent = 'interrupt' | 'quit';

export type DevEffect =
  /** Says that it stops, and how to be quicker. */
  | 'announce-stop'
  /** Begins no further step of the plan; calls in flight are finished. */
  | 'end-plan'
  | 'stop'
  | 'kill'
  /** Ends the program at once. */
  | 'abandon';

export const RUNNING: DevState = { ending: 'none', interrupts: 0 };

/**
 * The end of `gantry dev` as a pure machine, `(state, event) → (state, effects)`:
 *
 *   running ──q or Ctrl-C──▶ stopping, in order ──the second Ctrl-C──▶ killing ──the third──▶ abandoned
 *
 * The key `q` does not interrupt: it ends with 0, and Ctrl-C after it announces the stop as the first one does.
 */
export function advance(state: DevState, event: DevEvent): readonly [DevState, readonly DevEffect[]] {
  if (event === 'quit')
    return state.ending === 'none' ? [{ ...state, ending: 'stopping' }, ['stop']] : [state, []];
  const interrupts = state.interrupts + 1;
  if (interrupts === 1) return [{ ending: 'stopping', interrupts }, ['announce-stop', 'end-plan', 'stop']];
  if (interrupts === 2) return [{ ending: 'killing', interrupts }, ['kill']];
  return [{ ...state, interrupts }, ['abandon']];
}
