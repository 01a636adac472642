/**
 * The names that `patterns` stand for, each once. What has no `*`, `?` or `[…]` in it, or matches nothing, stays as it
 * is, for who looks the names up to miss it.
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
