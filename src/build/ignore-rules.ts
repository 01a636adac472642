import dockerIgnore from '@balena/dockerignore';

/** The paths that a `.dockerignore` excludes. */
export interface IgnoreRules {
  /** @param path relative to the context, with `/`. */
  ignores(path: string): boolean;
  /** No rule can include a path of this folder again, so the folder need not be read. */
  readonly prunes: boolean;
}

export function ignoreRules(text: string): IgnoreRules {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const rules = dockerIgnore.default({ ignorecase: false }).add(lines.map(escapeRegExp));
  return {
    ignores: (path) => rules.ignores(path),
    prunes: !lines.some((line) => line.trim().startsWith('!')),
  };
}

/** The library builds regular expressions and does not escape these characters, which are literal in patterns. */
function escapeRegExp(line: string): string {
  return line.startsWith('#') ? line : line.replace(/(?<!\\)[+(){}|]/g, '\\$&');
}
