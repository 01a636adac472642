import { readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../model/project.ts';
import { entryAt } from './host-tree.ts';
import { contextIgnore, inside } from './ignore.ts';
import { type Matcher, prepareMatcher } from './match-rule.ts';
import { type WatchRule, watchRulesOf } from './watch-rule.ts';

/** @param services only these; empty: all. */
export async function prepareRules(
  project: Project,
  services: readonly string[],
): Promise<readonly Matcher[]> {
  const matchers: Matcher[] = [];
  for (const [name, service] of [...project.services].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (services.length > 0 && !services.includes(name)) continue;
    const context = await contextIgnore(service.build);
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

/** Why a rule does nothing as things are; undefined: all is well. */
export function whyIdle({ rule, leftOut, prunes }: Matcher): string | undefined {
  const what = `${rule.service}: \`${rule.action}\` of ${rule.path}`;
  if (!entryAt(rule.path, '')) return `${what}: there is nothing at this path yet`;
  if (rule.action === 'sync+exec' && !rule.exec) return `${what}: \`exec\` has no command, so nothing is run`;
  return anyCounts('') ? undefined : `${what}: no file there counts${because(rule)}`;

  function anyCounts(path: string): boolean {
    const entry = entryAt(rule.path, path);
    if (!entry) return false;
    if (entry.kind !== 'folder') return leftOut(path) === undefined;
    if (prunes(path)) return false;
    try {
      return readdirSync(join(rule.path, path)).some((name) =>
        anyCounts(path === '' ? name : `${path}/${name}`),
      );
    } catch {
      return false;
    }
  }
}

const because = ({ include, ignore }: WatchRule): string =>
  include.length > 0
    ? `: \`include\` is ${include.join(', ')}`
    : ignore.length > 0
      ? `: \`ignore\` is ${ignore.join(', ')}`
      : '';

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
