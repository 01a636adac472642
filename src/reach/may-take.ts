import { posix } from 'node:path';
import { hasForeignSyntax } from '../practice/dockerfile/foreign-syntax.ts';

/** With more paths than these, nearly every build takes one. */
const MOST_PATHS = 200;

/**
 * Whether a Dockerfile may take one of these paths from its context, by its lines alone. Reading it closely costs more, and of a large
 * repository nearly every change is in the context of every service.
 *
 * @param paths relative to the context, with `/`
 * @returns false only when it certainly takes none of them
 */
export function mayTake(dockerfile: string, paths: readonly string[]): boolean {
  if (paths.length > MOST_PATHS || hasForeignSyntax(dockerfile)) return true;
  if (/^[ \t]*#[ \t]*escape[ \t]*=/im.test(dockerfile)) return true;
  return logicalLines(dockerfile).some((line) => lineMayTake(line, paths));
}

const logicalLines = (text: string): readonly string[] =>
  text
    .replaceAll(/^[ \t]*#.*$/gm, '')
    .replaceAll(/\\[ \t]*(?:\r?\n[ \t]*)+/g, ' ')
    .split('\n');

function lineMayTake(line: string, paths: readonly string[]): boolean {
  // A mount of another kind takes nothing from the context.
  if (/--mount=(?!type=(?:cache|secret|ssh|tmpfs)\b)/i.test(line)) return true;
  const [, written] = /^\s*(?:ONBUILD\s+)*(?:COPY|ADD)\s+(.*)$/i.exec(line) ?? [];
  if (written === undefined) return false;
  if (written.includes('<<')) return true;
  const words = wordsOf(written.trim());
  if (words.some((word) => word.startsWith('--from='))) return false;
  const sources = words.filter((word) => !word.startsWith('--')).slice(0, -1);
  return sources.some((source) => sourceMayTake(source, paths));
}

/** One that is a list of texts has no flags in it. */
function wordsOf(written: string): readonly string[] {
  const [flags = '', list] = /^((?:--\S+\s+)*)(\[.*\])$/.exec(written)?.slice(1) ?? [];
  const words = list === undefined ? undefined : textsOf(list);
  return words ? [...flags.split(/\s+/), ...words] : written.split(/\s+/);
}

function textsOf(list: string): readonly string[] | undefined {
  try {
    const words: unknown = JSON.parse(list);
    return Array.isArray(words) ? words.map(String) : undefined;
  } catch {
    return undefined;
  }
}

function sourceMayTake(source: string, paths: readonly string[]): boolean {
  if (/[$*?\\"'[]/.test(source)) return true;
  const clean = posix.normalize(`/${source}`).slice(1).replace(/\/$/, '');
  if (clean === '') return true;
  return paths.some((path) => path === clean || path.startsWith(`${clean}/`) || clean.startsWith(`${path}/`));
}
