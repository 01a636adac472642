import { humanSize } from '../../util/human-size.ts';
import { serviceOf, spotOfImage } from '../subject/examined-image.ts';
import type { Rule } from '../subject/rule.ts';

/** An image that has grown a lot since the last one mostly has something that nobody meant to be there. */
export const sizeJump: Rule = {
  levels: { dev: 'off', prod: 'info' },
  *look({ examined }) {
    for (const image of examined) {
      const { before, details } = image.look;
      const { sizeBytes } = details;
      if (!before || sizeBytes === undefined) continue;
      const more = sizeBytes - before.sizeBytes;
      if (more < FLOOR || more < before.sizeBytes * SHARE) continue;
      const at = spotOfImage(image);
      yield {
        at,
        ...serviceOf(at, image),
        message: `the image has grown from ${humanSize(before.sizeBytes)}, which the container still runs, to ${humanSize(sizeBytes)}`,
        hint: 'look at the layers: is there anything that does not belong there?',
      };
    }
  },
};

const FLOOR = 20_000_000;
const SHARE = 0.2;
