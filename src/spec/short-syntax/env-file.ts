import type { EnvFileReference } from '../../model/service-spec.ts';
import { type Codec, reject } from '../decode/codec.ts';
import { lastOf, listOf, oneOrMore } from '../decode/collections.ts';
import { fieldsOf, struct } from '../decode/struct.ts';
import { flag, text } from '../read-scalars.ts';
import { isMap } from '../tree.ts';

const reference = fieldsOf<EnvFileReference>();
const long = struct(
  (): EnvFileReference => ({ path: '', required: true }),
  [
    reference('path', 'path', text),
    // Required is what docker compose takes for granted, so only the other one is printed.
    { ...reference.kept('required', 'required', flag), print: (from) => (from.required ? undefined : false) },
    reference('format', 'format', text),
  ],
);

const item: Codec<EnvFileReference> = {
  read(tree, at) {
    const file = typeof tree === 'string' ? { path: tree, required: true } : long.read(tree, at);
    if (file?.path !== '') return file;
    // That there is no path at all is the shape's to report.
    return isMap(tree) && tree.path === undefined
      ? undefined
      : reject(at, 'the path of the env file is empty');
  },
  print: long.print,
};

/** `a.env`, `[a.env, b.env]`, or `[{path: a.env, required: false, format: raw}]`. */
export const envFiles: Codec<readonly EnvFileReference[]> = lastOf(
  oneOrMore(listOf(item), item),
  (file) => file.path,
);
