import { realpathSync } from 'node:fs';
import type { Project } from '../../model/project.ts';
import { contextIgnore, inside } from './ignore.ts';
import { type Matcher, prepareMatcher } from './match-rule.ts';
import { watchRulesOf } from './watch-rule.ts';

/** @param services only these; empty: all. */
export async function prepareRules(
  project: Project,
  services: readonly string[],
): Promise<readonly Matcher[]> {
  const matchers: Matcher[] = [];
  for (const [name, service] of [...project.services].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (services.length > 0 && !services.includes(name)) continue;
    const context = contextIgnore(service.build);
    for (const rule of watchRulesOf(service))
      matchers.push(prepareMatcher({ ...rule, path: realPath(rule.path) }, context));
  }
  return matchers;
}

/** Events come with the path behind all links; what is not there yet has none. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Folders of one root are watched unless all rules for it leave them out. */
export function rootsOf(matchers: readonly Matcher[], files: Iterable<string>) {
  const byPath = new Map<string, Matcher[]>();
  for (const matcher of matchers) {
    const own = byPath.get(matcher.rule.path) ?? [];
    own.push(matcher);
    byPath.set(matcher.rule.path, own);
  }
  const folders = [...byPath].map(([path, own]) => ({
    path,
    prunes: (folder: string): boolean => {
      const below = inside(path, folder);
      return below !== undefined && own.every(({ prunes }) => prunes(below));
    },
  }));
  return [...folders, ...[...files].map((path) => ({ path, prunes: () => true }))];
}
