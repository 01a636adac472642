import type { Source, Span } from '../../diagnostics/source.ts';
import { parseEnvFile } from '../variables/env-file.ts';
import { parseRawEnvFile } from '../variables/raw-env-file.ts';

export interface EnvEntry {
  readonly value: string;
  /** Its line, or the first of several. */
  readonly at: Span;
}

/** The entries of an env file, each with its place; of several entries with one name the last. */
export function envEntries(
  source: Source,
  lookup: (name: string) => string | undefined,
  isRaw = false,
): ReadonlyMap<string, EnvEntry> {
  const starts = new Map<string, number>();
  const parse = isRaw ? parseRawEnvFile : parseEnvFile;
  // Loading has reported the problems of the file.
  const values = parse(
    source,
    lookup,
    () => {},
    (name, start) => starts.set(name, start),
  );
  return new Map(
    [...values].map(([name, value]) => {
      const start = starts.get(name) ?? 0;
      const line = /^[^\r\n]*/.exec(source.text.slice(start))?.[0].trimEnd() ?? '';
      return [name, { value, at: { source, start, end: start + line.length } }];
    }),
  );
}
