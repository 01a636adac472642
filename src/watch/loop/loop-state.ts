import type { ContainerId } from '../../model/ids.ts';
import type { Matcher } from '../rules/match-rule.ts';
import type { SyncRule, WatchRule } from '../rules/watch-rule.ts';

/** All that the dev loop knows; see dev-loop.ts. */
export interface LoopState {
  readonly rules: readonly Matcher[];
  /** The files that the project was read from: absolute paths. */
  readonly configFiles: ReadonlySet<string>;
  readonly containers: ReadonlyMap<ContainerId, WatchedContainer>;
  /** What changed since the last batch. */
  readonly pending: PendingChanges | undefined;
  /** git is writing a working tree: what comes is one batch. */
  readonly gitBusy: boolean;
  /** Absent: idle. */
  readonly job: Job | undefined;
  /** The jobs of the batch that are yet to be done, in order. */
  readonly queue: readonly Job[];
  /** By service, until it succeeds: shown for as long as it is so. */
  readonly failures: ReadonlyMap<string, string>;
}

export interface WatchedContainer {
  readonly service: string;
  readonly name: string;
  readonly running: boolean;
  /**
   * Whether its files may differ from what the host has: `now` brings it level at once, `later` with the next batch,
   * after failures that trying again did not mend.
   */
  readonly stale: 'now' | 'later' | undefined;
  /** How often in a row copying to it failed. */
  readonly failures: number;
  /** We restart it ourselves, so files that it lacks afterwards are no reason to restart it again. */
  readonly restartedByUs: boolean;
}

interface PendingChanges {
  /** As they came, so that adding to them costs nothing. */
  readonly chunks: readonly (readonly string[])[];
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly requests: readonly UserRequest[];
}

/** What the user asks for with a key. No services: all that are watched. */
export type UserRequest =
  | { readonly what: 'apply' }
  | { readonly what: 'restart' | 'rebuild'; readonly services: readonly string[] };

/** One part of a batch. The kinds are in the order in which they are done. */
export type Job =
  /** The files of the project changed: plan anew, and apply it if asked to. */
  | { readonly kind: 'replan'; readonly apply: boolean }
  | { readonly kind: 'rebuild'; readonly services: readonly string[] }
  | { readonly kind: 'sync'; readonly copies: readonly Copy[]; readonly level: readonly Level[] }
  | { readonly kind: 'restart'; readonly services: readonly string[] }
  | { readonly kind: 'exec'; readonly rules: readonly WatchRule[] };

/** Paths that changed, for the containers that run and are level. */
export interface Copy {
  readonly rule: SyncRule;
  /** Below the path of the rule, with `/`. None: what is found on the way for a container that is compared. */
  readonly paths: readonly string[];
  readonly containers: readonly ContainerId[];
}

/** A container whose files are compared with the host's, all of them. */
export interface Level {
  readonly container: ContainerId;
  /** Whether to restart it, or run the command, where a rule says so and files were stale. */
  readonly follow: boolean;
}

export interface JobResult {
  /** By service, in words. The rest of the batch leaves these services alone. */
  readonly failed: ReadonlyMap<string, string>;
  /** Those that are not level in spite of the job. */
  readonly stale: readonly ContainerId[];
  /** Rules by which a container got files that it lacked. */
  readonly caughtUp: readonly WatchRule[];
}

export type LoopEvent =
  | { readonly type: 'changed'; readonly paths: readonly string[]; readonly atMs: number }
  | { readonly type: 'git'; readonly busy: boolean; readonly atMs: number }
  | { readonly type: 'alarm'; readonly atMs: number }
  | {
      readonly type: 'container';
      readonly id: ContainerId;
      readonly service: string;
      readonly name: string;
      readonly running: boolean;
      readonly atMs: number;
    }
  | { readonly type: 'gone'; readonly id: ContainerId }
  /** Events may have been missed: after an overflow, a sleep, or a loss of the engine. */
  | { readonly type: 'missed'; readonly atMs: number }
  | { readonly type: 'requested'; readonly request: UserRequest; readonly atMs: number }
  | {
      readonly type: 'rules';
      readonly rules: readonly Matcher[];
      readonly configFiles: ReadonlySet<string>;
      readonly atMs: number;
    }
  | { readonly type: 'done'; readonly result: JobResult; readonly atMs: number };

export type LoopEffect =
  /** An `alarm` event is due then; replaces the alarm before. */
  | { readonly kind: 'alarm'; readonly atMs: number }
  /** Do this; its end is a `done` event. One at a time. */
  | { readonly kind: 'do'; readonly job: Job }
  | { readonly kind: 'explain'; readonly about: NoEffect };

/** Why something that changed had no effect, or none yet. */
export type NoEffect =
  | { readonly why: 'stopped'; readonly service: string; readonly container: string }
  | { readonly why: 'no-container'; readonly service: string }
  | { readonly why: 'left-out'; readonly path: string; readonly service: string; readonly reason: string };
