import type { PageFailure } from './page-state.ts';

/** What the page shows of one container when somebody looks at it: what lists do not carry. Secrets are hidden in it. */
export interface PageContainerDetails {
  /** As `gantry why` says it. Absent: it is well. */
  readonly why?: PageFailure;
  /** ISO 8601; absent: it never started. */
  readonly startedAt?: string;
  /** ISO 8601; absent: it runs, or never started. */
  readonly finishedAt?: string;
  /** Of the last run. Absent: it runs, or never started. */
  readonly exitCode?: number;
  readonly lackedMemory: boolean;
  readonly restarts: number;
  /** The command of its healthcheck. Absent: it has none. */
  readonly healthcheck?: string;
  /** The last ones of this run, the newest first: an engine keeps five. */
  readonly probes: readonly PageProbe[];
  /** The names of its environment. A value is sent when somebody asks for this one. */
  readonly variables: readonly string[];
  readonly mounts: readonly PageMount[];
  readonly networks: readonly PageNetwork[];
  readonly ports: readonly PagePort[];
}

export interface PageProbe {
  /** ISO 8601; absent: the engine does not say. */
  readonly at?: string;
  readonly exitCode: number;
  readonly output: string;
}

export interface PageMount {
  /** `bind`, `volume`, `tmpfs` */
  readonly type: string;
  /** A volume, or a path of the engine's machine; empty: neither. */
  readonly source: string;
  readonly target: string;
  readonly isReadOnly: boolean;
}

export interface PageNetwork {
  readonly name: string;
  /** Absent: it does not run. */
  readonly address?: string;
  readonly aliases: readonly string[];
}

export interface PagePort {
  /** `8080 → 80` */
  readonly text: string;
  /** Absent: it is not published. */
  readonly url?: string;
}

export interface PageProcesses {
  readonly titles: readonly string[];
  readonly processes: readonly (readonly string[])[];
}

/** What a container has written into itself. */
export interface PageChanges {
  readonly changes: readonly { readonly path: string; readonly kind: 'changed' | 'created' | 'removed' }[];
  /** How many more there are. */
  readonly left: number;
}

/** What a container used at one moment: milliseconds since 1970, percent of one processor, bytes; traffic since its start. */
export type PageSample = readonly [
  time: number,
  cpu: number,
  memory: number,
  received: number,
  sent: number,
  read: number,
  written: number,
];

/** So much of what a container used is kept while somebody looks. */
export const SAMPLES_MS = 15 * 60_000;

/** Where a value comes from, as `gantry explain` says it. Secrets are hidden in it. */
export interface PageExplanation {
  /** `services.web.ports[0]` */
  readonly subject: string;
  /** As JSON has it. Absent: it is not set, or has members. */
  readonly value?: string;
  readonly members: readonly PageMember[];
  /** The strongest last. */
  readonly says: readonly PageContribution[];
  readonly description?: string;
  readonly notes: readonly string[];
}

interface PageMember {
  /** `ports`, `[0]` */
  readonly name: string;
  /** What `explain` takes for it. */
  readonly path: string;
  /** Shortened. */
  readonly value: string;
}

export interface PageContribution {
  /** `compose.yaml:9:7`; absent: it is in no file. */
  readonly at?: string;
  readonly text: string;
  /** What kind of place it is, or what became of it. */
  readonly how: string;
  readonly wins: boolean;
  readonly variables: readonly PageVariable[];
}

interface PageVariable {
  /** `${TAG:-latest}` */
  readonly text: string;
  readonly value: string;
  /** Nothing sets it, or it is set to an empty text: the default is used. */
  readonly isDefault: boolean;
  readonly says: readonly PageContribution[];
}
