import { type Codec, reportAt } from '../codec/codec.ts';

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
/** docker compose and the engine count nanoseconds in 64 bits: about 292 years. */
const TOO_LONG_MS = 2 ** 63 / 1e6;
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h|d|w)/y;

/**
 * A duration such as `1m30s`, in milliseconds (fractional below one).
 *
 * Shape:  `<number><unit>` one or more times with nothing between; units ns, us, ms, s, m, h, d, w; or `0`.
 * Error:  `bad-value` for any other text.
 * Source: Compose Specification, "Specifying durations", https://github.com/compose-spec/compose-spec/blob/main/11-extension.md;
 *         d and w are additions of docker compose.
 */
export const duration: Codec<number> = {
  read(tree, at) {
    if (typeof tree === 'number') return tree === 0 ? 0 : missingUnit(String(tree));
    if (typeof tree !== 'string') return undefined;
    if (/^[+-]?0$/.test(tree)) return 0;
    if (/^\d+(\.\d+)?$/.test(tree)) return missingUnit(tree);
    const ms = parseMs(tree);
    if (ms !== undefined && ms < TOO_LONG_MS) return ms;
    if (ms !== undefined) return reportAt(at, `${at.key}: ${tree} is more than an engine can count`);
    return reportAt(at, `${at.key}: ${JSON.stringify(tree)} is not a duration`, {
      hint: 'write numbers with units (ms, s, m, h), such as "1m30s"',
    });

    function missingUnit(digits: string): undefined {
      return reportAt(at, `${at.key}: the duration ${digits} has no unit`, {
        hint: `write "${digits}s" for seconds`,
      });
    }
  },
  print: printDuration,
};

function parseMs(text: string): number | undefined {
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

/** As Go prints it: `1.5s`, `216h0m0s`, `500µs`. */
export function printDuration(ms: number): string {
  if (ms === 0) return '0s';
  if (ms < 1e-3) return `${Number((ms * 1e6).toFixed(0))}ns`;
  if (ms < 1) return `${Number((ms * 1e3).toFixed(3))}µs`;
  if (ms < 1000) return `${Number(ms.toFixed(6))}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = Number(((ms % 60_000) / 1000).toFixed(9));
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}
