import type { ContainerId } from '../../model/ids.ts';
import { inside, temporaryFileReason } from '../rules/ignore.ts';
import type { Matcher } from '../rules/match-rule.ts';
import { isSyncRule, type WatchRule } from '../rules/watch-rule.ts';
import type { Copy, Job, Level, LoopState, NoEffect, WatchedContainer } from './loop-state.ts';

interface Batch {
  /** In the order in which they are done. */
  readonly jobs: readonly Job[];
  readonly withoutEffect: readonly NoEffect[];
}

/** More paths than these are the work of a tool, and not a file whose user wonders why nothing happened. */
const EXPLAINED_PATHS = 3;

/** What to do about everything that was pending: each rule that matches fires, each path once. */
export function makeBatch(state: LoopState): Batch {
  const { pending, rules, containers } = state;
  const paths = new Set(pending?.chunks.flat());
  const requests = pending?.requests ?? [];
  const hits = matchAll(rules, paths);
  const watched = new Set(rules.map(({ rule }) => rule.service));
  const servicesOf = (what: 'rebuild' | 'restart', ...actions: readonly string[]): readonly string[] => {
    const wanted = requests.flatMap((one) => (one.what === what ? orAll(one.services, watched) : []));
    const hit = hits.filter(({ rule }) => actions.includes(rule.action)).map(({ rule }) => rule.service);
    return [...new Set([...wanted, ...hit])].sort();
  };

  const replan = [...paths].some((path) => state.configFiles.has(path));
  const apply = requests.some(({ what }) => what === 'apply');
  const rebuild = servicesOf('rebuild', 'rebuild');
  const restart = servicesOf('restart', 'restart', 'sync+restart');
  const copied = copiesOf(hits, rules, containers);
  const level = levelsOf(containers, rules);
  const exec = hits.filter(({ rule }) => rule.action === 'sync+exec').map(({ rule }) => rule);
  const jobs: readonly Job[] = [
    ...(replan || apply ? [{ kind: 'replan', apply } as const] : []),
    ...(rebuild.length > 0 ? [{ kind: 'rebuild', services: rebuild } as const] : []),
    ...(copied.length + level.length > 0 ? [{ kind: 'sync', copies: copied, level } as const] : []),
    ...(restart.length > 0 ? [{ kind: 'restart', services: restart } as const] : []),
    ...(exec.length > 0 ? [{ kind: 'exec', rules: exec } as const] : []),
  ];
  return {
    jobs,
    withoutEffect: [...waiting(hits, containers), ...(replan ? [] : ignoredPaths(hits, rules, paths))],
  };
}

interface Hit {
  readonly rule: WatchRule;
  readonly paths: readonly string[];
}

function matchAll(rules: readonly Matcher[], paths: ReadonlySet<string>): readonly Hit[] {
  return rules.flatMap((matcher) => {
    const found: string[] = [];
    for (const path of paths) {
      const below = inside(matcher.rule.path, path);
      if (below !== undefined && counts(matcher, below)) found.push(below);
    }
    return found.length === 0 ? [] : [{ rule: matcher.rule, paths: found }];
  });
}

/**
 * Of a folder that came or went there is one event, and what is in it may be included although the folder is not
 * named: who copies looks into it. A rebuild or restart is only worth it for what surely counts.
 */
function counts({ rule, ignoreReason, prunes }: Matcher, path: string): boolean {
  return ignoreReason(path) === undefined || (isSyncRule(rule) && rule.include.length > 0 && !prunes(path));
}

/** Looking at the host for a stale container finds changes whose events are yet to come: the others get them, too. */
function copiesOf(
  hits: readonly Hit[],
  rules: readonly Matcher[],
  containers: ReadonlyMap<ContainerId, WatchedContainer>,
): readonly Copy[] {
  const pathsOf = new Map(hits.map(({ rule, paths }) => [rule, paths]));
  return rules.flatMap(({ rule }) => {
    if (!isSyncRule(rule)) return [];
    const running = [...containers].filter(([, one]) => one.service === rule.service && one.running);
    // A stale one gets everything, so it needs nothing of this.
    const level = running.filter(([, { stale }]) => stale === undefined);
    const paths = pathsOf.get(rule) ?? [];
    const looks = level.length > 0 && level.length < running.length;
    return paths.length > 0 || looks ? [{ rule, paths, containers: level.map(([id]) => id) }] : [];
  });
}

function levelsOf(
  containers: ReadonlyMap<ContainerId, WatchedContainer>,
  rules: readonly Matcher[],
): readonly Level[] {
  const copied = new Set(rules.filter(({ rule }) => isSyncRule(rule)).map(({ rule }) => rule.service));
  return [...containers].flatMap(([container, { service, running, stale, restartedByUs }]) =>
    running && stale !== undefined && copied.has(service) ? [{ container, follow: !restartedByUs }] : [],
  );
}

function waiting(
  hits: readonly Hit[],
  containers: ReadonlyMap<ContainerId, WatchedContainer>,
): readonly NoEffect[] {
  const services = new Set(
    hits.filter(({ rule }) => rule.action !== 'rebuild').map(({ rule }) => rule.service),
  );
  return [...services].sort().flatMap((service): readonly NoEffect[] => {
    const own = [...containers.values()].filter((container) => container.service === service);
    if (own.length === 0) return [{ why: 'no-container', service }];
    return own
      .filter(({ running }) => !running)
      .map(({ name }) => ({ why: 'stopped', service, container: name }) as const);
  });
}

/** Files below the path of a rule that leaves them out, except those that no user expects to be copied. */
function ignoredPaths(
  hits: readonly Hit[],
  rules: readonly Matcher[],
  paths: ReadonlySet<string>,
): readonly NoEffect[] {
  if (hits.length > 0 || paths.size > EXPLAINED_PATHS) return [];
  return [...paths].flatMap((path): readonly NoEffect[] => {
    for (const { rule, ignoreReason } of rules) {
      const below = inside(rule.path, path);
      const reason = below === undefined || temporaryFileReason(below) ? undefined : ignoreReason(below);
      if (reason !== undefined) return [{ why: 'left-out', path, service: rule.service, reason }];
    }
    return [];
  });
}

const orAll = (services: readonly string[], all: ReadonlySet<string>): readonly string[] =>
  services.length > 0 ? services : [...all];
