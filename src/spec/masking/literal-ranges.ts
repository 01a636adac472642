import { parseTemplate } from '../variables/interpolation-syntax.ts';

/** Characters that must not be shown: offsets, the end excluded. */
export type Range = readonly [start: number, end: number];

/**
 * What of a secret as it is written must not be shown: the names of variables, and what is said where one is missing, may be
 * seen; what stands around them, and the words for their values, may not. Quotes stay.
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
    const inner = value.slice(start + quotes, end).replace(/["']+$/, '');
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
