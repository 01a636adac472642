import type { EnvFileReference } from '../../../model/service-spec.ts';
import { isMap } from '../../tree/tree.ts';
import { type Codec, reportAt } from '../codec/codec.ts';
import { lastOf, listOf, oneOrMore } from '../codec/collections.ts';
import { orderOf } from '../codec/in-order.ts';
import { flag, text } from '../codec/scalars.ts';
import { fieldsOf, struct } from '../codec/struct.ts';

const reference = fieldsOf<EnvFileReference>();
const long = struct(
  (): EnvFileReference => ({ path: '', required: true }),
  [
    reference('path', 'path', text),
    // `required: true` is the default of docker compose, so only `false` is printed.
    { ...reference.kept('required', 'required', flag), print: (from) => (from.required ? undefined : false) },
    reference('format', 'format', text),
  ],
);

const item: Codec<EnvFileReference> = {
  read(tree, at) {
    const file = typeof tree === 'string' ? { path: tree, required: true } : long.read(tree, at);
    if (file?.path !== '') return file;
    // The check of the shape reports a missing path.
    return isMap(tree) && tree.path === undefined
      ? undefined
      : reportAt(at, 'the path of the env file is empty');
  },
  print: long.print,
  ...orderOf(long),
};

/** `a.env`, `[a.env, b.env]`, or `[{path: a.env, required: false, format: raw}]`. */
export const envFiles: Codec<readonly EnvFileReference[]> = lastOf(
  oneOrMore(listOf(item), item),
  (file) => file.path,
);
