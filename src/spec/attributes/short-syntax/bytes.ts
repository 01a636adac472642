import { type Codec, reportAt } from '../codec/codec.ts';

const SIZE = /^([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?) ?(?:([kmgtp])(?:i?b?)|(b))?$/i;
const POWERS = 'kmgtp';
/** The engine counts in 64 bits. */
const TOO_LARGE = 2 ** 63;

/**
 * A size in bytes.
 *
 * Shape:  a number, or `<number>[ ]<unit>`; units b, k, m, g, t, p, each also with b, i or ib behind it, in any case.
 *         All count in 1024s. -1 is allowed where it means "no limit".
 * Error:  `bad-value` for any other text.
 */
export const bytes: Codec<number> = {
  read(tree, at) {
    if (typeof tree === 'number') return Math.trunc(tree);
    if (typeof tree !== 'string') return undefined;
    const size = SIZE.exec(tree);
    const unit = size?.[2] ?? size?.[3];
    if (!size || (unit !== undefined && tree.startsWith('-')))
      return reportAt(at, `${at.key}: ${JSON.stringify(tree)} is not a size`, {
        hint: 'write a number with a unit (b, k, m, g), such as "512m"',
      });
    const power = size[2] === undefined ? 0 : POWERS.indexOf(size[2].toLowerCase()) + 1;
    const amount = Math.trunc(Number(size[1]) * 1024 ** power);
    return amount < TOO_LARGE ? amount : reportAt(at, `${at.key}: ${tree} is more than an engine can count`);
  },
  print: (value) => (value === 0 ? undefined : String(value)),
};
