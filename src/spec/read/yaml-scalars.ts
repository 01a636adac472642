/**
 * The value of an unquoted YAML scalar.
 *
 * The rules are those of Go's YAML library, which docker compose uses, and which no YAML version describes: the core
 * schema of 1.2, plus the octals (`0440`) and separators (`1_000`) of 1.1, but not its
 * `yes`, `on` and `22:22`, which are texts. Invariant: both readers resolve scalars here and nowhere else.
 *
 * The result is a text instead of a number when a JavaScript number would lose digits that docker compose shows:
 * integers beyond 2^53 (digits kept), and floats that Go writes in another way (`1e6` is `1e+06`). Codecs of
 * numbers accept texts anyway, because interpolation gives texts too.
 * Dates, `.inf` and `.nan` stay as they are written: no attribute means one of them.
 */
export function plainScalar(text: string): null | boolean | number | string {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  return MAY_BE_NUMBER.test(text) ? numberOrText(text) : text;
}

/** Whether an unquoted scalar is no text. */
export const isSpecial = (text: string): boolean => WORDS.has(text) || isNumeric(text);

export function isNumeric(text: string): boolean {
  if (!MAY_BE_NUMBER.test(text)) return false;
  const plain = text.replaceAll('_', '');
  return INTEGER.test(plain) || (FLOAT.test(plain) && Number.isFinite(Number(plain)));
}

const WORDS: ReadonlyMap<string, null | boolean> = new Map<string, null | boolean>([
  ...['', '~', 'null', 'Null', 'NULL'].map((text) => [text, null] as const),
  ...['true', 'True', 'TRUE'].map((text) => [text, true] as const),
  ...['false', 'False', 'FALSE'].map((text) => [text, false] as const),
]);

const MAY_BE_NUMBER = /^[-+]?\.?\d/;
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const INTEGER = /^([-+]?)(?:0[xX]([\da-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([1-9]\d*|0))$/;

const LOWEST_INTEGER = -(2n ** 63n);
const HIGHEST_INTEGER = 2n ** 64n - 1n;

const SMALL = /^-?[1-9]\d{0,14}$/;

function numberOrText(text: string): number | string {
  if (SMALL.test(text)) return Number(text);
  const plain = text.replaceAll('_', '');
  const integer = readInteger(plain);
  if (integer !== undefined) {
    if (Number.isSafeInteger(Number(integer))) return Number(integer);
    if (integer >= LOWEST_INTEGER && integer <= HIGHEST_INTEGER) return String(integer);
  }
  if (!FLOAT.test(plain)) return text;
  const float = Number(plain);
  if (!Number.isFinite(float)) return text;
  const shown = floatText(float);
  return shown === String(float) ? float : shown;
}

function readInteger(text: string): bigint | undefined {
  const match = INTEGER.exec(text);
  if (!match) return undefined;
  const [, sign, hex, binary, octal, decimal] = match;
  const size = BigInt(hex ? `0x${hex}` : binary ? `0b${binary}` : octal ? `0o${octal}` : (decimal ?? ''));
  return sign === '-' ? -size : size;
}

/** As Go's `%v` writes it: with an exponent from a million on and below a ten-thousandth, of at least two digits. */
function floatText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
