import type { PageSample } from './page-container.ts';
import type { PageLogLine, PageLogMessage, PageLogRequest } from './page-log.ts';
import type { PageOverview } from './page-overview.ts';
import type { PagePatch } from './page-patch.ts';
import type { PageState } from './page-state.ts';

/** One frame from the server: several messages, as sending each of them alone is what makes a browser slow. */
export interface PageFrame {
  /** Of the server's process. */
  readonly run: string;
  /** The number of the last change of the state that is in it, or before it. */
  readonly seq: number;
  readonly messages: readonly PageMessage[];
}

/** What a page shows: a project, or all of them. */
export type PageSubject = PageState | PageOverview;

export type PageMessage =
  | { readonly type: 'state'; readonly state: PageSubject }
  | { readonly type: 'patch'; readonly patch: PagePatch }
  | { readonly type: 'log'; readonly channel: number; readonly lines: readonly PageLogLine[] }
  /** The page could not keep up, so this many lines are not shown. */
  | { readonly type: 'log-skipped'; readonly channel: number; readonly lines: number }
  /** What was written before the log was opened is complete. */
  | { readonly type: 'log-ready'; readonly channel: number }
  | { readonly type: 'log-ended'; readonly channel: number; readonly error?: string }
  | PageLogMessage
  /** What a container uses: first what is known, then each second. */
  | { readonly type: 'stats'; readonly channel: number; readonly samples: readonly PageSample[] }
  /** What a terminal shows. */
  | { readonly type: 'output'; readonly channel: number; readonly text: string }
  /** `exitCode` absent: nobody knows it. */
  | {
      readonly type: 'terminal-ended';
      readonly channel: number;
      readonly exitCode?: number;
      readonly error?: string;
    };

/** What the page sends. */
export type PageRequest =
  /** The first one. `run` and `seq` are of the last frame that arrived, if there was one. */
  | { readonly type: 'hello'; readonly key: string; readonly run?: string; readonly seq?: number }
  /** So many characters of frames have been taken in since the last one. */
  | { readonly type: 'taken'; readonly size: number }
  | {
      readonly type: 'open-log';
      readonly channel: number;
      /** Empty: all. */
      readonly services: readonly string[];
      /** The number of lines of each container that were written before. */
      readonly tail: number;
    }
  | { readonly type: 'open-stats'; readonly channel: number; readonly container: string }
  | {
      readonly type: 'open-terminal';
      readonly channel: number;
      readonly container: string;
      readonly rows: number;
      readonly columns: number;
    }
  /** What is typed at a terminal. */
  | { readonly type: 'input'; readonly channel: number; readonly text: string }
  | { readonly type: 'resize'; readonly channel: number; readonly rows: number; readonly columns: number }
  | PageLogRequest
  | { readonly type: 'close'; readonly channel: number };

/** Why the server has ended a connection, for the page. Source: RFC 6455, 7.4. */
export const PAGE_CLOSE = { refused: 1008, noProject: 4404, full: 4429 } as const;
