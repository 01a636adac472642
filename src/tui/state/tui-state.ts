import type { PageAskedPlan, PagePlanRequest } from '../../model/page-calls.ts';
import type { PageContainerDetails, PageSample } from '../../model/page-container.ts';
import type { PageHistory, PageReleaseDifference } from '../../model/page-history.ts';
import type { LogBuffer, LogQuery } from '../../model/page-log-buffer.ts';
import type { PageState } from '../../model/page-state.ts';

export const VIEWS = ['graph', 'logs', 'plan', 'history'] as const;
export type View = (typeof VIEWS)[number];

/** What a person sees of the project: where they are, and what they have typed. */
export interface TuiState {
  readonly view: View;
  /** A service, shown or not: `chosenService` tells which one keys act on. */
  readonly selected?: string;
  /** Its details have the screen. */
  readonly isOpen: boolean;
  /** Of the services that are listed. */
  readonly filter: string;
  /** The first line shown, of details, the plan or a release. */
  readonly top: number;
  readonly logs: LogPosition;
  readonly history: HistoryPosition;
  /** A text that is being typed below the view. */
  readonly field?: Field;
  readonly dialog?: Dialog;
  /** The last line says it until a key is pressed. */
  readonly notice: string;
}

interface LogPosition {
  /** Empty: all. */
  readonly services: readonly string[];
  readonly query: LogQuery;
  /** The number of the last line shown, counted from the first that was ever read. Absent: it follows. */
  readonly at?: number;
  /** The number of the line that was jumped to. */
  readonly hit?: number;
}

/** Releases by their numbers: a new one moves nothing. */
interface HistoryPosition {
  /** The one that keys act on. Absent: the newest. */
  readonly at?: number;
  /** The one that others are compared with. Absent: each with the one before it. */
  readonly marked?: number;
  /** What has the screen. Absent: the list. */
  readonly open?: 'release' | ReleasePair;
}

/** What differs from one to the other. */
export interface ReleasePair {
  readonly from: number;
  readonly to: number;
}

export interface Field {
  readonly of: 'filter' | 'search';
  readonly text: string;
}

export type Dialog =
  | { readonly kind: 'help'; readonly top: number }
  | { readonly kind: 'palette'; readonly typed: string; readonly chosen: number }
  /** `plan`: the id of the plan that is shown. `asked`: it, where it is not the one of the project. */
  | {
      readonly kind: 'apply';
      readonly plan: string;
      readonly typed: string;
      readonly top: number;
      readonly asked?: PageAskedPlan;
    }
  | { readonly kind: 'ask'; readonly question: string; readonly yes: Effect };

/** What is to be done in the world. */
export type Effect =
  | { readonly kind: 'quit' }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'redraw' }
  | { readonly kind: 'apply'; readonly plan: string; readonly typed: string }
  | { readonly kind: 'cancel' }
  /** Makes a plan, to be asked about. */
  | { readonly kind: 'plan'; readonly request: PagePlanRequest }
  /** `replica`: its number; absent: the first that runs. */
  | { readonly kind: 'exec'; readonly service: string; readonly replica?: number }
  | { readonly kind: 'compare'; readonly releases: ReleasePair }
  | { readonly kind: 'follow'; readonly services: readonly string[] }
  | { readonly kind: 'search'; readonly query: LogQuery }
  | { readonly kind: 'copy'; readonly text: string };

export type Pressed = readonly [TuiState, readonly Effect[]];

/** The rest of what is drawn, and how much room there was for it. */
export interface Shown {
  readonly page: PageState;
  readonly log: LogBuffer;
  /** By the id of the container, of those that are looked at. */
  readonly details: ReadonlyMap<string, PageContainerDetails>;
  /** What they use, the newest last, in the same way. */
  readonly usage: ReadonlyMap<string, readonly PageSample[]>;
  readonly history: ShownHistory;
  readonly size: Size;
  /** The last possible `top` of what was drawn last. */
  readonly lastTop: number;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/** What is known of the releases. All absent: nothing yet. */
export interface ShownHistory {
  readonly known?: PageHistory;
  /** Why it could not be read. */
  readonly trouble?: string;
  /** The pair that was compared last. */
  readonly compared?: ReleasePair & { readonly differences: readonly PageReleaseDifference[] };
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** The rows of the view: without the two above and the one below. */
export const bodyRows = ({ rows }: Size): number => Math.max(1, rows - 3);

export const LEAST_SIZE: Size = { columns: 60, rows: 15 };

/** Nothing is shown on it, so no key acts on what is not seen. */
export const isTooSmall = ({ columns, rows }: Size): boolean =>
  columns < LEAST_SIZE.columns || rows < LEAST_SIZE.rows;

/** Wide enough for the details beside the graph. */
export const isWide = ({ columns }: Size): boolean => columns >= 100;

export const FIRST_STATE: TuiState = {
  view: 'graph',
  isOpen: false,
  filter: '',
  top: 0,
  history: {},
  logs: { services: [], query: { text: '', isExpression: false, onlyHits: false } },
  notice: '',
};

/** The same without what is typed or asked. */
export const withoutDialog = ({ dialog: _, ...state }: TuiState): TuiState => state;
export const withoutField = ({ field: _, ...state }: TuiState): TuiState => state;
