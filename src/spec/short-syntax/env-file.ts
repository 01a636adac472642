import type { EnvFileReference } from '../../model/project.ts';
import type { Codec } from '../decode/codec.ts';
import { lastOf, listOf, oneOrMore } from '../decode/collections.ts';
import { fieldsOf, struct } from '../decode/struct.ts';
import { flag, text } from '../read-scalars.ts';

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
  read: (tree, at) => (typeof tree === 'string' ? { path: tree, required: true } : long.read(tree, at)),
  print: long.print,
};

/** `a.env`, `[a.env, b.env]`, or `[{path: a.env, required: false, format: raw}]`. */
export const envFiles: Codec<readonly EnvFileReference[]> = lastOf(
  oneOrMore(listOf(item), item),
  (file) => file.path,
);
