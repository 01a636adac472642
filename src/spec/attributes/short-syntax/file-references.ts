import type { FileReference } from '../../../model/file-reference.ts';
import type { Codec } from '../codec/codec.ts';
import { lastOf, listOf } from '../codec/collections.ts';
import { orderOf } from '../codec/in-order.ts';
import { anything, fileMode, text } from '../codec/scalars.ts';
import { fieldsOf, struct } from '../codec/struct.ts';

const field = fieldsOf<FileReference>();
const long = struct(
  (): FileReference => ({ source: '' }),
  [
    field('source', 'source', text),
    field('target', 'target', text),
    field('uid', 'uid', text),
    field('gid', 'gid', text),
    field('mode', 'mode', fileMode),
    field('x-gantry', 'gantry', anything),
  ],
);

/** `name`, or `{source: name, target, uid, gid, mode}`. */
const reference: Codec<FileReference> = {
  read: (tree, at) => (typeof tree === 'string' ? { source: tree } : long.read(tree, at)),
  print: long.print,
  ...orderOf(long),
};

const references = listOf(reference);

/** The default target of a secret in docker compose. */
const SECRETS = '/run/secrets/';

export const configReferences: Codec<readonly FileReference[]> = lastOf(
  references,
  ({ source, target }) => target ?? `/${source}`,
);

export const secretReferences: Codec<readonly FileReference[]> = lastOf<FileReference>(
  {
    read: (tree, at) =>
      references.read(tree, at)?.map((one) => ({ ...one, target: one.target ?? SECRETS + one.source })),
    print: references.print,
    ...orderOf(references),
  },
  ({ target, source }) => target ?? source,
);

/** In a build the target is an id, and has no default. */
export const buildSecretReferences: Codec<readonly FileReference[]> = lastOf(
  references,
  ({ source, target }) => target ?? source,
);
