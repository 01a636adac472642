import type { Ulimit } from '../../../model/ulimit.ts';
import { isMap } from '../../tree/tree.ts';
import type { Codec } from '../codec/codec.ts';
import { mapOf } from '../codec/collections.ts';
import { integer } from '../codec/scalars.ts';

/** One number for both limits, or `{soft, hard}`. */
const ulimit: Codec<Ulimit> = {
  read(tree, at) {
    if (!isMap(tree)) {
      const both = integer.read(tree, at);
      return both === undefined ? undefined : { soft: both, hard: both, single: true };
    }
    const soft = integer.read(tree.soft ?? null, { container: tree, key: 'soft', reading: at.reading });
    const hard = integer.read(tree.hard ?? null, { container: tree, key: 'hard', reading: at.reading });
    return soft === undefined || hard === undefined ? undefined : { soft, hard, single: false };
  },
  print({ soft, hard, single }) {
    if (single) return soft;
    return { ...(soft === 0 ? {} : { soft }), ...(hard === 0 ? {} : { hard }) };
  },
};

export const ulimits: Codec<ReadonlyMap<string, Ulimit>> = mapOf(ulimit);
