import { type Codec, reject } from '../decode/codec.ts';

const SIZE = /^([+-]?\d+(?:\.\d+)?) ?(?:([kmgtp])(?:i?b)?|b)?$/i;
const POWERS = 'kmgtp';

/**
 * A size in bytes.
 *
 * Shape:  a number, or `<number>[ ]<unit>`; units b, k, m, g, t, p, each also with b or ib behind it, in any case.
 *         All count in 1024s. -1 is allowed where it means "no limit".
 * Error:  `bad-value` for any other text.
 */
export const bytes: Codec<number> = {
  read(tree, at) {
    if (typeof tree === 'number') return Math.trunc(tree);
    if (typeof tree !== 'string') return undefined;
    const size = SIZE.exec(tree);
    if (!size)
      return reject(at, `${at.key}: ${JSON.stringify(tree)} is not a size`, {
        hint: 'write a number with a unit (b, k, m, g), such as "512m"',
      });
    const power = size[2] === undefined ? 0 : POWERS.indexOf(size[2].toLowerCase()) + 1;
    return Math.trunc(Number(size[1]) * 1024 ** power);
  },
  print: (value) => (value === 0 ? undefined : String(value)),
};
