/** The order of the lines is that of time. Short, because there are many of them. */
export type PageLogLine = readonly [label: string, time: string, stream: PageLogStream, text: string];

/** What a container wrote; or what gantry says between its lines: a container has ended, or has failed. */
type PageLogStream = 'out' | 'err' | 'end' | 'fail';

/** Of the logs that `gantry logs --level` knows, the least serious first. */
export const PAGE_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type PageLevel = (typeof PAGE_LEVELS)[number];

/** What is looked for in a whole log: all that is given has to be true of a line. */
export interface PageLogQuery {
  /** Empty: any. Capitals do not count. */
  readonly text: string;
  /** The text is a regular expression: RE2's syntax. */
  readonly isExpression: boolean;
  /** Its level is this one, or a more serious one. */
  readonly level?: PageLevel;
  /** It is JSON with this value: `user.id=17`. */
  readonly field?: string;
  /** RFC 3339, both included. */
  readonly from?: string;
  readonly to?: string;
}

/** A line is named by its number: counted from the first one of the log, so later ones do not change it. An answer has the number of what it answers. */
export type PageLogRequest =
  /**
   * Some lines, or some of the lines that were found. One alone comes whole; of several, the beginnings, and where they are long fewer than
   * were asked for: the page asks on.
   */
  | {
      readonly type: 'read-log';
      readonly channel: number;
      readonly ask: number;
      readonly of: 'lines' | 'hits';
      readonly from: number;
      readonly count: number;
    }
  /** Ends the search before. `query` absent: none begins. */
  | {
      readonly type: 'search-log';
      readonly channel: number;
      readonly search: number;
      readonly query?: PageLogQuery;
    }
  /** Which number has the line of this container and time? */
  | {
      readonly type: 'find-line';
      readonly channel: number;
      readonly ask: number;
      readonly label: string;
      readonly time: string;
    };

/** Of a whole log, which is read from its beginning when a page first asks one of these. */
export type PageLogMessage =
  | {
      readonly type: 'log-size';
      readonly channel: number;
      /** Lines before this one are not kept. */
      readonly first: number;
      /** The number of the next line. */
      readonly end: number;
      /** All that was written before is in it. */
      readonly isWhole: boolean;
      /** Why no more comes. */
      readonly error?: string;
    }
  | {
      readonly type: 'log-lines';
      readonly channel: number;
      readonly ask: number;
      readonly from: number;
      readonly lines: readonly PageLogLine[];
      /** Which of these were found, by number. */
      readonly hits: readonly number[];
    }
  | {
      readonly type: 'log-hits';
      readonly channel: number;
      readonly ask: number;
      /** The first of these is which hit, counted from 0. */
      readonly from: number;
      readonly numbers: readonly number[];
      readonly lines: readonly PageLogLine[];
    }
  | {
      readonly type: 'log-found';
      readonly channel: number;
      readonly search: number;
      /** How many lines were found, and how many were looked at. */
      readonly count: number;
      readonly looked: number;
      /** All that there are were looked at. */
      readonly isDone: boolean;
      /** So many of the hits can be shown. */
      readonly listed: number;
      /** Why the query is none. */
      readonly problem?: string;
    }
  | {
      readonly type: 'log-place';
      readonly channel: number;
      readonly ask: number;
      /** Absent: there is no such line. */
      readonly number?: number;
    };
