import dockerIgnore from '@balena/dockerignore';

/** What a `.dockerignore` leaves out. */
export interface IgnoreRules {
  /** @param path relative to the context, with `/`. */
  ignores(path: string): boolean;
  /** Nothing in an ignored folder can be taken back in, so it need not be read. */
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

/** The library makes regular expressions and leaves these characters, which patterns take as they are, unescaped. */
function escapeRegExp(line: string): string {
  return line.startsWith('#') ? line : line.replace(/(?<!\\)[+(){}|]/g, '\\$&');
}
