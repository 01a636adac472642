import { isBadPattern, pathPattern } from '../../util/path-pattern.ts';

/**
 * The names that match `patterns`, each once. A pattern without `*`, `?` or `[…]`, or without a match, stays unchanged, so that the
 * later lookup reports it.
 */
export function matchNames(patterns: readonly string[], names: readonly string[]): readonly string[] {
  const found = patterns.flatMap((pattern) => {
    if (!/[*?[]/.test(pattern)) return [pattern];
    const made = pathPattern(pattern);
    const matching = isBadPattern(made) ? [] : names.filter((name) => made.matches(name));
    return matching.length > 0 ? matching : [pattern];
  });
  return [...new Set(found)];
}
