import type { Event } from '../../model/event.ts';
import type { Plan, Step } from '../../model/plan.ts';
import type { Palette } from '../text/colours.ts';
import type { Board } from './board.ts';

/** What the renderer has drawn at the bottom of a terminal, and what it has to draw next; see advance-tty.ts. */
export interface TtyState {
  /** The plan that was shown last. */
  readonly plan: Plan | undefined;
  /** Present while the plan has a frame, which is redrawn. */
  readonly board: Board | undefined;
  /** The line below everything else. */
  readonly footer: string | undefined;
  /** The lines that are on the terminal and are to be drawn over. */
  readonly drawn: readonly string[];
  readonly cursorHidden: boolean;
  /** Lines of others are held, and appear above the frame at the next redraw. */
  readonly holds: boolean;
  /** A redraw has been asked for. */
  readonly redrawDue: boolean;
}

export const BARE: TtyState = {
  plan: undefined,
  board: undefined,
  footer: undefined,
  drawn: [],
  cursorHidden: false,
  holds: false,
  redrawDue: false,
};

export type TtyEvent =
  /** The plan has at least one step. */
  | { readonly type: 'plan-started'; readonly plan: Plan }
  | Extract<Event, { readonly step: Step }>
  | { readonly type: 'plan-ended'; readonly plan: Plan }
  /** Somebody has lines of their own to write. */
  | { readonly type: 'lines-held' }
  /** undefined takes the footer away. */
  | { readonly type: 'footer'; readonly line: string | undefined }
  | { readonly type: 'redraw' }
  | { readonly type: 'closed' }
  /** The process ends, perhaps in the middle of a plan. */
  | { readonly type: 'exit' };

export type TtyEffect =
  | { readonly kind: 'write'; readonly text: string }
  /** Has the lines written that others hold. */
  | { readonly kind: 'write-held' }
  | { readonly kind: 'ask-redraw' }
  | { readonly kind: 'cancel-redraw' };

/** What a drawing depends on besides the state. The size of a terminal may differ at each event. */
export interface TtyView {
  readonly nowMs: number;
  readonly columns: number;
  readonly rows: number;
  readonly paint: Palette;
  /** It stays on the terminal. */
  readonly isLast?: boolean;
}
