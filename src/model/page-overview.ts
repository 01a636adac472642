import type { PageEngine, PageStatus } from './page-state.ts';

/** What `gantry ui --all` shows first: all projects of an engine, by name. */
export interface PageOverview {
  readonly engine: PageEngine;
  readonly projects: Readonly<Record<string, PageProject>>;
}

export interface PageProject {
  readonly name: string;
  /** Of its worst service. */
  readonly status: PageStatus;
  /** The same in words: `db: exited with 1`, `running`. */
  readonly says: string;
  readonly services: PageCount;
  readonly containers: PageCount;
  /** Since when its worst service is like that: milliseconds since 1970, as near as the engine tells. */
  readonly since: number;
  /** Its folder and its files, as the labels of its containers name them. Absent: they name none. */
  readonly folder?: string;
  /** Why its page has no plan. Absent: its files can be read here. */
  readonly unread?: string;
}

export interface PageCount {
  readonly running: number;
  readonly total: number;
}
