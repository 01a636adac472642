import type { PageWatch } from './page-watch.ts';

/**
 * What the page of `gantry ui` shows, as data: one projection of the project, the engine, the plan and the events. The server makes it,
 * the page draws it. Records are by key, so that a patch names only what has changed.
 */
export interface PageState {
  readonly project: string;
  /** Relative to the folder of the command. */
  readonly files: readonly string[];
  /** What stands before the words of a command that is about this project: `gantry`, `gantry -f other.yaml`. */
  readonly command: string;
  /** Nothing can be changed from the page. */
  readonly readOnly: boolean;
  readonly engine: PageEngine;
  readonly services: Readonly<Record<string, PageService>>;
  readonly edges: readonly PageEdge[];
  readonly drawing: PageDrawing;
  /** Why its files are not read: only the labels of its containers tell of it. Absent: they are. */
  readonly unread?: string;
  /** Absent: none could be made; `unread`, `problems` or `engine` say why. */
  readonly plan?: PagePlan;
  /** Of the files, and what stands in the way of a plan. */
  readonly problems: readonly PageProblem[];
  /** The last run that this server knows of, from a page or a terminal. Absent: there was none. */
  readonly run?: PageRun;
  /** The last watch that this server knows of. Absent: nobody has watched the files since it began. */
  readonly watch?: PageWatch;
  /** Who changes the project now, in words. Absent: nobody. */
  readonly keeper?: string;
}

export interface PageEngine {
  /** `unix:///var/run/docker.sock` */
  readonly endpoint: string;
  /** Why it does not answer. Absent: it does. */
  readonly error?: string;
}

/** The worst of its containers, worst first. */
export const PAGE_STATUSES = ['failed', 'waiting', 'starting', 'running', 'done', 'stopped'] as const;

/** `done`: it ended with 0, as a job does. */
export type PageStatus = (typeof PAGE_STATUSES)[number];

export interface PageService {
  readonly name: string;
  readonly status: PageStatus;
  /** The same in words: `running, healthy`, `exited with 1`, `not created`. */
  readonly says: string;
  /** Absent: it has none, as a service of a provider. */
  readonly image?: string;
  readonly wanted: number;
  readonly containers: Readonly<Record<string, PageContainer>>;
  /** What a browser can open. */
  readonly addresses: readonly string[];
  /** `compose.yaml:3:5` */
  readonly at?: string;
  /** What the pending plan does to it: `replace`. Absent: nothing. */
  readonly change?: string;
  /** The worst effect of that on what runs. Absent: none. */
  readonly disruption?: string;
}

export interface PageContainer {
  readonly id: string;
  readonly name: string;
  readonly status: PageStatus;
  readonly says: string;
  /** Its process runs, whether it is well or not. */
  readonly isRunning: boolean;
  readonly image: string;
  /** Seconds since 1970. */
  readonly createdAt: number;
  /** `127.0.0.1:8080 → 80/tcp` */
  readonly ports: readonly string[];
}

/** A service waits for, or uses, another one. */
export interface PageEdge {
  readonly from: string;
  readonly to: string;
  /** `healthy` */
  readonly label: string;
}

/** Where the services are drawn, in pixels: made anew only when services, edges or groups are others. */
export interface PageDrawing {
  readonly width: number;
  readonly height: number;
  readonly boxes: Readonly<Record<string, PageBox>>;
  readonly lines: readonly PageLine[];
  /** Of a project that is too large for lines: its boxes have room for one line of text. Absent: it is not. */
  readonly groups?: readonly PageGroup[];
}

export interface PageGroup {
  readonly name: string;
  /** The number of its services. */
  readonly size: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The middle, and the size. */
export interface PageBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PageLine {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface PagePlan {
  /** Which one is meant when it is applied: another plan has another id. */
  readonly id: string;
  readonly changes: readonly PageChange[];
  readonly withheld: readonly PageWithheld[];
  readonly warnings: readonly string[];
  readonly unchanged: number;
  /** Number of changes by effect: `replace: 2`. */
  readonly disruptions: Readonly<Record<string, number>>;
  /** What becomes of all of it when some of it fails, in words. Absent: it stays as far as it came. */
  readonly atomic?: string;
  /** Data or containers go for good: whoever applies it types the name of the project. */
  readonly isDestructive: boolean;
}

export interface PageChange {
  readonly kind: string;
  /** The name on the engine. */
  readonly name: string;
  /** Absent: it is about no service. */
  readonly service?: string;
  readonly action: string;
  readonly disruption: string;
  /** `because image changed` */
  readonly because: string;
  readonly fields: readonly PageField[];
  /** The engine has something else than the files say, though nobody changed these. */
  readonly isDrift: boolean;
}

export interface PageField {
  readonly field: string;
  readonly from?: string;
  readonly to?: string;
  /** `compose.yaml:9:7`; absent: not in the files, or not looked for. */
  readonly at?: string;
  readonly remark?: string;
}

/** What the plan leaves out, because it would destroy data. */
interface PageWithheld {
  readonly kind: string;
  readonly name: string;
  readonly flag: string;
  readonly warning: string;
}

export interface PageProblem {
  readonly severity: 'error' | 'warning' | 'info';
  /** Absent: a bug of gantry. */
  readonly code?: string;
  readonly message: string;
  /** Whose it is. Absent: of none, or of all. */
  readonly service?: string;
  readonly at?: string;
  /** The line of the file, and the characters in it that are meant. */
  readonly excerpt?: PageExcerpt;
  readonly hint?: string;
}

interface PageExcerpt {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface PageRun {
  /** Who runs it in a terminal. Absent: it was started from a page. */
  readonly by?: string;
  /** Of the plan. */
  readonly id: string;
  readonly status: 'running' | 'done' | 'failed' | 'cancelled' | 'refused';
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt?: number;
  /** By number. */
  readonly steps: Readonly<Record<string, PageStep>>;
  /** The number of the first step of the way back. Absent: it does not go back. */
  readonly returnsFrom?: number;
  /** As one reads them: notices, warnings. */
  readonly notes: readonly string[];
  readonly failures: readonly PageFailure[];
}

export interface PageStep {
  readonly id: number;
  /** `Container shop-web-1` */
  readonly label: string;
  readonly doing: string;
  readonly service?: string;
  readonly status: 'waiting' | 'running' | 'done' | 'skipped' | 'failed' | 'blocked' | 'cancelled';
  /** The steps that have to be done first. */
  readonly after: readonly number[];
  /** `Downloading`, `2 of 3 healthy` */
  readonly progress?: string;
  /** Milliseconds since the run began. */
  readonly startedMs?: number;
  readonly endedMs?: number;
}

export interface PageFailure extends PageProblem {
  /** Absent: nothing had begun. */
  readonly step?: number;
  readonly container?: string;
  readonly path: readonly string[];
  readonly output: readonly string[];
  readonly blocked: readonly string[];
}
