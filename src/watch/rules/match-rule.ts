import { join } from 'node:path';
import { badPattern, type IgnoreRules, patternRules } from '../../build/ignore-rules.ts';
import { type ContextIgnore, type IgnoreReason, inside, temporaryFileReason } from './ignore.ts';
import type { WatchRule } from './watch-rule.ts';

/** A rule with its patterns made ready. */
export interface Matcher<Rule extends WatchRule = WatchRule> {
  readonly rule: Rule;
  /** undefined: the path counts. @param path below the rule's path, with `/`; empty: that path itself. */
  ignoreReason(path: string): IgnoreReason | undefined;
  /** Nothing in a folder that is left out can count, so it need not be read. */
  prunes(path: string): boolean;
}

/**
 * A path counts when it is below the path of the rule, is among what `include` names, and is left out neither by
 * `ignore`, nor by what the build leaves out, nor because an editor or git keeps it for itself. A file that the rule
 * itself names always counts: `path: ./Dockerfile` is meant, whatever `.dockerignore` says.
 *
 * Error: UserError `bad-pattern`.
 */
export function prepareMatcher<Rule extends WatchRule>(
  rule: Rule,
  context: ContextIgnore | undefined,
): Matcher<Rule> {
  const ignored = patterns(rule, 'ignore');
  const included = patterns(rule, 'include');
  const byBuild = (path: string): boolean => {
    const below = context && inside(context.context, join(rule.path, path));
    return context !== undefined && below !== undefined && below !== '' && context.rules.ignores(below);
  };
  const byRule = (path: string): boolean => ignored?.ignores(path) ?? false;
  return {
    rule,
    ignoreReason(path) {
      if (path === '') return undefined;
      const momentary = temporaryFileReason(path);
      if (momentary !== undefined) return momentary;
      if (byRule(path)) return '`ignore` of the rule leaves it out';
      if (included && !included.ignores(path)) return '`include` of the rule does not name it';
      return byBuild(path) ? `${context?.file} leaves it out` : undefined;
    },
    prunes(path) {
      if (path === '') return false;
      if (temporaryFileReason(path) !== undefined) return true;
      if (ignored?.prunes && byRule(path)) return true;
      return context?.rules.prunes === true && byBuild(path);
    },
  };
}

function patterns(rule: WatchRule, attribute: 'ignore' | 'include'): IgnoreRules | undefined {
  const lines = rule[attribute];
  if (lines.length === 0) return undefined;
  return patternRules(lines.map(withoutDot), (pattern, reason) =>
    badPattern(`service "${rule.service}": \`${attribute}\` of \`develop.watch\`: `, pattern, reason, {
      of: ['services', rule.service],
      settings: [['develop.watch', pattern], 'develop.watch', 'develop'],
    }),
  );
}

/** `./dist` and `dist/` are written for `dist`. */
const withoutDot = (line: string): string => line.replace(/^(!?)\.\//, '$1');
