const UNIT_MS = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['μs', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
]);
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h|d|w)/y;

/**
 * A duration such as `1m30s`, in milliseconds (fractional below one).
 *
 * Shape: `<number><unit>` one or more times with nothing between; units ns, us, ms, s, m, h, d, w.
 * @returns undefined for any other text
 */
export function parseDurationMs(text: string): number | undefined {
  PART.lastIndex = 0;
  let ms = 0;
  let end = text.startsWith('+') ? 1 : 0;
  while (end < text.length) {
    PART.lastIndex = end;
    const part = PART.exec(text);
    const unit = UNIT_MS.get(part?.[2] ?? '');
    if (!part || unit === undefined) return undefined;
    ms += Number(part[1]) * unit;
    end = PART.lastIndex;
  }
  // Only whole nanoseconds exist; rounding removes the floating-point error of the sum.
  return text === '' ? undefined : Number(ms.toFixed(6));
}
