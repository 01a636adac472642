import { parseDurationMs } from '../../../util/parse-duration.ts';
import { type Codec, reportAt } from '../codec/codec.ts';

/** docker compose and the engine count nanoseconds in 64 bits: about 292 years. */
const TOO_LONG_MS = 2 ** 63 / 1e6;

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
    const ms = parseDurationMs(tree);
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
