import { type Codec, reportAt } from '../codec/codec.ts';
import { listOf } from '../codec/collections.ts';
import { text } from '../codec/scalars.ts';

const KINDS = ['CMD', 'CMD-SHELL', 'NONE'];
const words = listOf(text);

/** The shell of the image runs a text; the first word of a list selects how it runs. */
export const healthcheckTest: Codec<readonly string[]> = {
  read(tree, at) {
    if (typeof tree === 'string') return ['CMD-SHELL', tree];
    const test = words.read(tree, at);
    if (!Array.isArray(tree) || !test || test[0] === undefined || KINDS.includes(test[0])) return test;
    return reportAt(
      { container: tree, key: 0, reading: at.reading },
      `a healthcheck test starts with CMD, CMD-SHELL or NONE, not with "${test[0]}"`,
      { hint: `write ["CMD", ${test.map((word) => JSON.stringify(word)).join(', ')}]` },
    );
  },
  print: (value) => [...value],
};
