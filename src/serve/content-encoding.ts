/** How a body is sent, the smallest first. Browsers take `br` over TLS and from this machine, `gzip` from everywhere. */
export type Encoding = 'br' | 'gzip' | 'identity';

/**
 * The first of these that the other end takes, by its `Accept-Encoding`; `identity` when it names none of them.
 *
 * Source: RFC 9110, 12.5.3. Weights order nothing here: only 0 counts, which refuses.
 */
export function chooseEncoding(accepted: string, offered: readonly Encoding[]): Encoding {
  const taken = new Set(
    accepted
      .toLowerCase()
      .split(',')
      .map((part) => part.split(';').map((word) => word.trim()))
      .filter(([, ...parameters]) => !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter)))
      .map(([name = '']) => name),
  );
  return offered.find((encoding) => taken.has(encoding)) ?? 'identity';
}
