import type { Project } from '../model/project.ts';
import { advance as advanceLoop, INITIAL_STATE } from './loop/dev-loop.ts';
import type { LoopEffect, LoopEvent, LoopState } from './loop/loop-state.ts';
import type { Matcher } from './rules/match-rule.ts';
import { isSyncRule, type SyncRule, type WatchRule } from './rules/watch-rule.ts';

/** What is read from the files of a project when its rules are prepared. */
export interface PreparedRules {
  readonly matchers: readonly Matcher[];
  /** By rule: of those that copy. */
  readonly syncMatchers: ReadonlyMap<WatchRule, Matcher<SyncRule>>;
  /** Say what builds leave out, and so what rules leave out: absolute paths. */
  readonly ignoreFiles: ReadonlySet<string>;
  /** The files that the project was read from: absolute paths. */
  readonly configFiles: ReadonlySet<string>;
}

/** All that changes while a project is watched; see {@link advance}. */
export interface WatchSession {
  readonly phase: 'watching' | 'stopped';
  /** As it was read last. */
  readonly project: Project;
  /** As they were read last, and always all of them. */
  readonly rules: PreparedRules;
  readonly loop: LoopState;
}

export type SessionEvent =
  | Exclude<LoopEvent, { readonly type: 'rules' }>
  /** The files of the project were read again; its rules are yet to be prepared. */
  | { readonly type: 'project'; readonly project: Project }
  /** @param project whose rules these are */
  | {
      readonly type: 'rules-prepared';
      readonly project: Project;
      readonly rules: PreparedRules;
      readonly atMs: number;
    }
  | { readonly type: 'stop' };

export type SessionEffect =
  | LoopEffect
  /** The rules may say something else now. */
  | { readonly kind: 'prepare-rules' };

type Advanced = readonly [WatchSession, readonly SessionEffect[]];

const NO_RULES: PreparedRules = {
  matchers: [],
  syncMatchers: new Map(),
  ignoreFiles: new Set(),
  configFiles: new Set(),
};

export const newSession = (project: Project): WatchSession => ({
  phase: 'watching',
  project,
  rules: NO_RULES,
  loop: INITIAL_STATE,
});

/**
 * Watching a project as a pure machine around the dev loop, `(session, event) → (session, effects)`.
 *
 * It knows which rules hold: those of the project that was read last, all at once. Preparing rules takes time, and the
 * project may be read again meanwhile: what was prepared for the one before is dropped. After `stop` no event has an
 * effect.
 */
export function advance(session: WatchSession, event: SessionEvent): Advanced {
  if (session.phase === 'stopped') return [session, []];
  switch (event.type) {
    case 'stop':
      return [{ ...session, phase: 'stopped' }, []];
    case 'project':
      return [{ ...session, project: event.project }, []];
    case 'rules-prepared': {
      const { project, rules, atMs } = event;
      if (project !== session.project) return [session, []];
      const { matchers, configFiles } = rules;
      return inLoop({ ...session, rules }, { type: 'rules', rules: matchers, configFiles, atMs });
    }
    case 'changed': {
      const [next, effects] = inLoop(session, event);
      const isStale = event.paths.some((path) => session.rules.ignoreFiles.has(path));
      return [next, isStale ? [{ kind: 'prepare-rules' }, ...effects] : effects];
    }
    default:
      return inLoop(session, event);
  }
}

function inLoop(session: WatchSession, event: LoopEvent): Advanced {
  const [loop, effects] = advanceLoop(session.loop, event);
  return [{ ...session, loop }, effects];
}

/** The matchers of rules that copy. */
export const syncMatchersOf = (matchers: readonly Matcher[]): ReadonlyMap<WatchRule, Matcher<SyncRule>> =>
  new Map(matchers.filter(isSync).map((matcher) => [matcher.rule, matcher]));

const isSync = (matcher: Matcher): matcher is Matcher<SyncRule> => isSyncRule(matcher.rule);
