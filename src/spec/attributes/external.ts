import { isMap, type Tree } from '../tree/tree.ts';
import { type At, reportAt } from './codec/codec.ts';
import { flag, text } from './codec/scalars.ts';
import type { Field } from './codec/struct.ts';

/** The resource is not created by the project; `name` comes from the old form `external: {name: …}`. */
interface External {
  readonly external: boolean;
  readonly name?: string;
}

/** The attribute of a network, volume, secret or config. */
export const external: Field<External> = {
  name: 'external',
  read: (from, at, into) =>
    Object.assign(into, readExternal(from.external ?? false, { ...at, container: from, key: 'external' })),
  print: (from) => from.external || undefined,
};

/** `external: true`, or the form of old files, `external: {name: …}`. */
function readExternal(tree: Tree, at: At): External {
  if (!isMap(tree)) return { external: flag.read(tree, at) ?? false };
  reportAt(at, 'external.name is the form of old files', {
    code: 'obsolete-attribute',
    severity: 'warning',
    hint: 'write "external: true" and beside it "name: …"',
  });
  const name = tree.name === undefined ? undefined : text.read(tree.name, at);
  const beside = isMap(at.container) ? at.container.name : undefined;
  if (typeof beside === 'string' && name !== undefined && name !== beside)
    reportAt(at, `it has two names: "${beside}", and "${name}" in external.name`, {
      code: 'conflicting-attributes',
      hint: 'write "external: true" and leave the name that is beside it',
    });
  return { external: true, ...(name === undefined ? {} : { name }) };
}
