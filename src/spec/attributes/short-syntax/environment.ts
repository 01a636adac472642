import { type Codec, reportAt } from '../codec/codec.ts';
import { keyValues } from '../codec/collections.ts';

/** `{A: 1, B: }` or `[A=1, B]`. A key without a value gets that of the project's variable, in resolve/normalise.ts. */
export const environment: Codec<ReadonlyMap<string, string | null>> = {
  read(tree, at) {
    if (Array.isArray(tree)) {
      for (const [key, item] of tree.entries()) {
        if (typeof item === 'string' && item.startsWith('='))
          reportAt({ container: tree, key, reading: at.reading }, 'the name is missing before "="', {
            hint: 'write NAME=value',
          });
        const name = typeof item === 'string' ? /^[^=]*[ \t](?==)/.exec(item)?.[0] : undefined;
        if (name !== undefined)
          reportAt({ container: tree, key, reading: at.reading }, `the name "${name}" ends with a space`, {
            hint: 'leave out the space before "="',
            within: [0, name.length],
          });
      }
    }
    return keyValues.read(tree, at);
  },
  print: keyValues.print,
};
