import { idleReason } from './files/idle-rule.ts';
import type { NoEffect } from './loop/loop-state.ts';
import type { Matcher } from './rules/match-rule.ts';
import { silentFileSystem } from './watchers/silent-file-system.ts';

/** Why a rule may do less than its user expects: to be known from the start. */
export function ruleWarnings(matcher: Matcher, polls: boolean): readonly string[] {
  const { path } = matcher.rule;
  const idle = idleReason(matcher);
  const silent = polls ? undefined : silentFileSystem(path);
  return [
    ...(idle === undefined ? [] : [idle]),
    ...(silent === undefined
      ? []
      : [`${path} is on ${silent}: the system reports no changes by others there; use \`--poll\``]),
  ];
}

/** Why something that changed had no effect, or none yet. */
export function explainNoEffect(about: NoEffect): string {
  if (about.why === 'stopped')
    return `${about.container} is not running: what changed is copied when it runs again`;
  if (about.why === 'no-container')
    return `${about.service} has no container: what changed is copied when it has one`;
  return `${about.path}: nothing to do for ${about.service}: ${about.reason}`;
}
