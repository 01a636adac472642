import type { Source } from '../../diagnostics/source.ts';
import type { Report } from '../tree/finding.ts';

/**
 * Reads an `env_file` with `format: raw`, as `docker run --env-file` does: a value is the rest of its line, quotes,
 * dollars and blanks included. `NAME` alone takes the value of `lookup`, and is omitted when there is none.
 *
 * Error: `env-file-syntax` for a line without a name or with blanks in it.
 */
export function parseRawEnvFile(
  source: Source,
  lookup: (name: string) => string | undefined,
  report: Report,
  /** Called with the offset of each name. */
  onEntry?: (name: string, start: number) => void,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const text = source.text.startsWith('\uFEFF') ? ` ${source.text.slice(1)}` : source.text;
  for (const match of text.matchAll(/^[^\n]+/gm)) {
    const written = match[0].replace(/\r$/, '');
    const line = written.trimStart();
    if (line === '' || line.startsWith('#')) continue;
    const separator = line.indexOf('=');
    const name = separator < 0 ? line : line.slice(0, separator);
    if (name === '' || /\s/.test(name)) {
      const message =
        name === ''
          ? 'the name of the variable is missing'
          : `the name of a variable has no blanks: "${name}"`;
      const start = match.index + (written.length - line.length);
      const end = start + Math.max(1, name.length);
      report({
        code: 'env-file-syntax',
        severity: 'error',
        message,
        place: { kind: 'span', source, start, end },
      });
      continue;
    }
    const value = separator < 0 ? lookup(name) : line.slice(separator + 1);
    if (value !== undefined) values.set(name, value);
    onEntry?.(name, match.index + written.length - line.length);
  }
  return values;
}
