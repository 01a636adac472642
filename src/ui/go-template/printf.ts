import { textOf, type Value } from './value.ts';

const VERB = /%([-+ 0#]*)([1-9]\d*)?(?:\.(\d+))?([a-zA-Z%])/g;

/** Go's `printf` for the types of the data: `%s %v %q %d %f %t %x %%`, with flags, width and precision. */
export function formatPrintf(format: string, values: readonly Value[]): string {
  let next = 0;
  const text = format.replace(
    VERB,
    (_, flags: string, width: string | undefined, precision, verb: string) => {
      if (verb === '%') return '%';
      if (next >= values.length) return `%!${verb}(MISSING)`;
      const written = formatOne(values[next++], verb, precision);
      const missing = Math.max(0, Number(width ?? 0) - [...written].length);
      if (flags.includes('-')) return written + ' '.repeat(missing);
      return (flags.includes('0') && verb !== 's' ? '0' : ' ').repeat(missing) + written;
    },
  );
  const extra = values.slice(next).map((value) => `${goType(value)}=${textOf(value)}`);
  return extra.length === 0 ? text : `${text}%!(EXTRA ${extra.join(', ')})`;
}

function formatOne(value: Value, verb: string, precision: string | undefined): string {
  switch (verb) {
    case 'v':
      return textOf(value);
    case 's':
      return typeof value === 'number' || typeof value === 'boolean'
        ? wrong(value, verb)
        : textOf(value).slice(0, precision === undefined ? undefined : Number(precision));
    case 'q':
      return JSON.stringify(textOf(value));
    case 't':
      return typeof value === 'boolean' ? String(value) : wrong(value, verb);
    case 'd':
      return typeof value === 'number' ? String(value) : wrong(value, verb);
    case 'f':
      return typeof value === 'number' ? value.toFixed(Number(precision ?? 6)) : wrong(value, verb);
    case 'x':
      return typeof value === 'number' ? value.toString(16) : Buffer.from(textOf(value)).toString('hex');
    default:
      return wrong(value, verb);
  }
}

/** `%!d(string=web)` */
const wrong = (value: Value, verb: string): string => `%!${verb}(${goType(value)}=${textOf(value)})`;

function goType(value: Value): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float64';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
