/**
 * What a change makes necessary for a service, the strongest first; each includes those behind it. `build`: its image is another one.
 * `restart`: its containers are others, or have to read something again. `test`: it uses a service that is one of these.
 */
export const EFFECTS = ['build', 'restart', 'test'] as const;

export type Effect = (typeof EFFECTS)[number];

export interface AffectedService {
  readonly name: string;
  /** The strongest of its reasons. */
  readonly effect: Effect;
  /** The strongest first. */
  readonly reasons: readonly Reason[];
}

/** Why a service is affected. Paths are absolute. */
export type Reason =
  | {
      readonly kind: 'files';
      readonly effect: Effect;
      readonly role: InputRole;
      /** Not all of them, where there are many. */
      readonly files: readonly string[];
      readonly hasMore: boolean;
    }
  | {
      readonly kind: 'settings';
      readonly effect: Effect;
      /** `environment.NAME`; never a value. */
      readonly settings: readonly string[];
      /** The changed files that it comes from. */
      readonly files: readonly string[];
    }
  | { readonly kind: 'new'; readonly effect: Effect }
  /** Nobody can tell. */
  | { readonly kind: 'unknown'; readonly effect: Effect; readonly why: string }
  | {
      readonly kind: 'service';
      readonly effect: Effect;
      readonly service: string;
      readonly tie: Tie;
    };

/** What a file is to a service. */
export type InputRole =
  | 'dockerfile'
  | 'ignore-file'
  | 'copied'
  | 'build-secret'
  | 'env-file'
  | 'mounted'
  | 'secret'
  | 'config'
  | 'profile'
  | 'watched'
  | 'declared';

/** How a service hangs on another one. */
export type Tie =
  | 'base-image'
  | 'build-context'
  | 'image'
  | 'network'
  | 'namespace'
  | 'volumes'
  | 'depends-on';

export const isStronger = (one: Effect, than: Effect): boolean =>
  EFFECTS.indexOf(one) < EFFECTS.indexOf(than);

/** What git does not look at, and the services that it belongs to; none: the files of the project itself. */
export interface UnseenInput {
  readonly path: string;
  /** Git is told to ignore it, or it is no part of the repository. */
  readonly why: 'ignored' | 'outside';
  readonly services: readonly string[];
}
