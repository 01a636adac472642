/**
 * The names that match `patterns`, each once. A pattern without `*`, `?` or `[…]`, or without a match, stays unchanged, so that the
 * later lookup reports it.
 */
export function matchNames(patterns: readonly string[], names: readonly string[]): readonly string[] {
  const found = patterns.flatMap((pattern) => {
    if (!/[*?[]/.test(pattern)) return [pattern];
    const matching = names.filter((name) => patternOf(pattern).test(name));
    return matching.length > 0 ? matching : [pattern];
  });
  return [...new Set(found)];
}

function patternOf(pattern: string): RegExp {
  const source = pattern.replace(
    /\[(\^?)([^\]\\]+)\]|[\s\S]/g,
    (part, not: string, set: string | undefined) => {
      if (set !== undefined) return `[${not}${set.replaceAll('[', '\\[')}]`;
      if (part === '*') return '.*';
      return part === '?' ? '.' : part.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
    },
  );
  return new RegExp(`^${source}$`);
}
