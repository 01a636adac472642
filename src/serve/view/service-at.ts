import { lineOf, positionOf, type Span } from '../../diagnostics/source.ts';

/** The indentation of a line, and the key that it begins with. */
const KEY = /^(\s*)(?:"([^"]+)"|'([^']+)'|([\w.-]+))\s*:/;

/**
 * The service whose block a place of a Compose file is in, by indentation alone: a file that is wrong has no tree.
 *
 * @returns undefined: it is in none, or the file has braces instead of blocks
 */
export function serviceAt({ source, start }: Span): string | undefined {
  const { line } = positionOf(source, start);
  let within = Number.POSITIVE_INFINITY;
  let inner: string | undefined;
  for (let number = line; number > 0; number--) {
    const text = lineOf(source, number) ?? '';
    if (/^\s*(?:#|$)/.test(text)) continue;
    const indent = text.search(/\S/);
    if (indent >= within) continue;
    within = indent;
    const [, , double, single, bare] = KEY.exec(text) ?? [];
    const key = double ?? single ?? bare;
    if (indent === 0) return key === 'services' ? inner : undefined;
    inner = key;
  }
  return undefined;
}
