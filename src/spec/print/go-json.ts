import { isJsonMap, type Json } from '../../model/json.ts';

/**
 * JSON of Go's `encoding/json`, byte for byte: members in the given order, no blanks, `<`, `>` and `&` escaped for HTML, and fractions
 * rounded to the 32-bit floats of docker compose.
 */
export function goJson(json: Json): string {
  if (typeof json === 'string') return goText(json);
  if (typeof json === 'number') return Number.isInteger(json) ? String(json) : shortestFloat32(json);
  if (Array.isArray(json)) return `[${json.map(goJson).join(',')}]`;
  if (!isJsonMap(json)) return String(json);
  const members = Object.keys(json).map((key) => `${goText(key)}:${goJson(json[key] ?? null)}`);
  return `{${members.join(',')}}`;
}

const goText = (text: string): string =>
  JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** The fewest digits that give the same 32 bits: 0.1 and not 0.10000000149011612. */
function shortestFloat32(value: number): string {
  const float = Math.fround(value);
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return String(short);
  }
  return String(Number(float.toPrecision(9)));
}
