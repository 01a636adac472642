import type { Mount } from '../../../model/service-spec.ts';
import { isMap } from '../../tree/tree.ts';
import { type At, type Codec, reportAt } from '../codec/codec.ts';
import { stringMap } from '../codec/collections.ts';
import { inOrder, orderMembers, orderOf } from '../codec/in-order.ts';
import { fileMode, flag, text } from '../codec/scalars.ts';
import { fieldsOf, struct } from '../codec/struct.ts';
import { bytes } from './bytes.ts';
import { cleanTarget } from './paths.ts';
import { parseVolume } from './volume-text.ts';

type Bind = NonNullable<Mount['bind']>;
type Volume = NonNullable<Mount['volume']>;
type Tmpfs = NonNullable<Mount['tmpfs']>;
type Image = NonNullable<Mount['image']>;

const TYPES: readonly Mount['type'][] = ['bind', 'volume', 'tmpfs', 'cluster', 'npipe', 'image'];

const mountType: Codec<Mount['type']> = {
  read: (tree) => TYPES.find((type) => type === tree),
  print: (value) => value,
};

/** A number is used as it is and printed as a number, as docker compose does here. */
const tmpfsMode: Codec<number> = { read: fileMode.read, print: (value) => value };

/** An empty source, as of an empty variable, means an anonymous volume. */
const source: Codec<string> = {
  read: (tree, at) => text.read(tree, at) || undefined,
  print: text.print,
};

const bindField = fieldsOf<Bind>();
/** A missing folder of the host is created unless `create_host_path` is false. */
const bind = struct(
  (): Bind => ({}),
  [
    bindField('selinux', 'selinux', text),
    bindField('propagation', 'propagation', text),
    bindField.kept('create_host_path', 'createHostPath', flag),
    bindField('recursive', 'recursive', text),
  ],
);

const volumeField = fieldsOf<Volume>();
const volume = struct(
  (): Volume => ({ labels: new Map() }),
  [
    volumeField('labels', 'labels', stringMap),
    volumeField('nocopy', 'nocopy', flag),
    volumeField('subpath', 'subpath', text),
  ],
);

const tmpfsField = fieldsOf<Tmpfs>();
const tmpfs = struct(
  (): Tmpfs => ({}),
  [tmpfsField('size', 'sizeBytes', bytes), tmpfsField('mode', 'mode', tmpfsMode)],
);

const image = struct((): Image => ({}), [fieldsOf<Image>()('subpath', 'subpath', text)]);

const field = fieldsOf<Mount>();
const long = struct(
  (): Mount => ({ type: 'volume', target: '' }),
  [
    field('type', 'type', mountType),
    field('source', 'source', source),
    field('target', 'target', text),
    field('read_only', 'readOnly', flag),
    field('consistency', 'consistency', text),
    field('bind', 'bind', bind),
    field('volume', 'volume', volume),
    field('tmpfs', 'tmpfs', tmpfs),
    field('image', 'image', image),
  ],
);

const mount: Codec<Mount> = {
  read(tree, at) {
    // For an unknown type the meaning of the source is unknown.
    if (isMap(tree) && typeof tree.type === 'string' && !TYPES.some((type) => type === tree.type))
      return undefined;
    if (typeof tree !== 'string') return long.read(tree, at);
    const parsed = parseVolume(tree);
    if (!parsed.ok)
      return reportAt(at, parsed.reason, { hint: 'write "source:target" or "source:target:options"' });
    for (const { within, hint } of parsed.unknownOptions)
      reportAt(at, `"${tree.slice(...within)}" is not an option of a volume, so it is ignored`, {
        code: 'no-effect',
        severity: 'warning',
        within,
        ...(hint === undefined ? {} : { hint }),
      });
    return parsed.mount;
  },
  print: long.print,
  ...orderOf(long),
};

/** `[source:]target[:options]`, or a map with a type. Of several with one target the last wins, at the position of the first. */
export const volumes: Codec<readonly Mount[]> = {
  read(tree, at) {
    if (!Array.isArray(tree)) return undefined;
    const byTarget = new Map<string, { readonly mount: Mount; readonly at: At }>();
    for (const [key, item] of tree.entries()) {
      const itemAt: At = { container: tree, key, reading: at.reading };
      const value = mount.read(item, itemAt);
      if (!value) continue;
      const target = cleanTarget(value.target);
      const before = byTarget.get(target);
      if (before) warnIfLost(before.at, itemAt, target);
      byTarget.set(target, { mount: value, at: itemAt });
    }
    return [...byTarget.values()].map((one) => one.mount);
  },
  print: (mounts) => mounts.map((one) => long.print(one) ?? null),
  order: (written) => orderMembers(written, (one) => inOrder(long, one)),
};

/** A later file may replace a mount of an earlier one; in one file two mounts at one target are a mistake. */
function warnIfLost(before: At, after: At, target: string): void {
  const [first, second] = [before, after].map(({ container, key, reading }) =>
    reading.origins.place(container, key),
  );
  if (!first || !second || first.source !== second.source) return;
  reportAt(before, `another volume of this service is mounted at ${target} too, so this one is not`, {
    code: 'duplicate-target',
    severity: 'warning',
    hint: 'choose another target for one of them',
  });
}
