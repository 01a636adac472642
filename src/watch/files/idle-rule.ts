import { readdirSync } from 'node:fs';
import { join } from 'node:path/posix';
import type { Matcher } from '../rules/match-rule.ts';
import type { WatchRule } from '../rules/watch-rule.ts';
import { entryAt } from './host-tree.ts';

/** Why a rule does nothing as things are; undefined: all is well. */
export function idleReason({ rule, ignoreReason, prunes }: Matcher): string | undefined {
  const what = `${rule.service}: \`${rule.action}\` of ${rule.path}`;
  if (!entryAt(rule.path, '')) return `${what}: there is nothing at this path yet`;
  if (rule.action === 'sync+exec' && !rule.exec) return `${what}: \`exec\` has no command, so nothing is run`;
  return anyCounts('') ? undefined : `${what}: no file there counts${because(rule)}`;

  function anyCounts(path: string): boolean {
    const entry = entryAt(rule.path, path);
    if (!entry) return false;
    if (entry.kind !== 'folder') return ignoreReason(path) === undefined;
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
