import { parseTemplate } from '../variables/interpolation-syntax.ts';

/** Characters to hide: offsets, the end excluded. */
export type Range = readonly [start: number, end: number];

/**
 * The characters of a written secret to hide. Names of variables and the messages of `:?` stay visible; the literal text around them
 * and the default values are hidden. Quotes stay.
 *
 * @param isPassword whether `pa$word` is most likely a password with a dollar that should have been doubled
 */
export function literalRanges(value: string, offset: number, isPassword: boolean): readonly Range[] {
  const gaps: Range[] = [];
  let last = 0;
  for (const [start, end] of openRanges(value, isPassword)) {
    gaps.push([last, start]);
    last = end;
  }
  gaps.push([last, value.trimEnd().length]);
  return gaps.flatMap(([start, end]) => {
    const quotes = /^["']*/.exec(value.slice(start, end))?.[0].length ?? 0;
    const inner = value.slice(start + quotes, end).replace(/(?<!["'])["']+$/, '');
    return inner.trim() === ''
      ? []
      : [[offset + start + quotes, offset + start + quotes + inner.length] as const];
  });
}

function openRanges(value: string, isPassword: boolean): readonly Range[] {
  const parsed = parseTemplate(value);
  if (!parsed.ok)
    return [...value.matchAll(/\$\{?[A-Za-z_]\w*\}?/g)].map(({ 0: name, index }) => [
      index,
      index + name.length,
    ]);
  return parsed.template.flatMap((part): readonly Range[] => {
    if (typeof part === 'string') return [];
    const { start, end, name, operator } = part;
    const isBare = value[start + 1] !== '{';
    if (isPassword && isBare && !/^["']?\$\w+["']?$/.test(value.trim())) return [];
    if (operator === undefined || operator.endsWith('?')) return [[start, end]];
    return [
      [start, start + '${'.length + name.length + operator.length],
      [end - 1, end],
    ];
  });
}
