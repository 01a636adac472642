import type { Json } from '../../model/json.ts';
import type { NetworkSpec } from '../../model/network-spec.ts';
import type { ConfigSpec, SecretSpec } from '../../model/secret-spec.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { VolumeSpec } from '../../model/volume-spec.ts';
import { isMap, type TreeMap } from '../tree/tree.ts';
import { type Codec, type Reading, reportAt } from './codec/codec.ts';
import { readExtensions } from './codec/extensions.ts';
import { fileObject } from './file-object.ts';
import { emptyNetwork, network } from './network.ts';
import { service } from './service.ts';
import { emptyVolume, volume } from './volume.ts';

/** All declarations of the files as written: without defaults, with unresolved paths, before profiles. */
export interface Declared {
  readonly services: ReadonlyMap<string, ServiceSpec>;
  readonly networks: ReadonlyMap<string, NetworkSpec>;
  readonly volumes: ReadonlyMap<string, VolumeSpec>;
  readonly secrets: ReadonlyMap<string, SecretSpec>;
  readonly configs: ReadonlyMap<string, ConfigSpec>;
  readonly extensions: ReadonlyMap<string, Json>;
}

export function decodeProject(tree: TreeMap, reading: Reading): Declared {
  if (tree.version !== undefined)
    reportAt({ container: tree, key: 'version', reading }, '"version" is obsolete and has no effect', {
      code: 'obsolete-attribute',
      severity: 'warning',
      hint: 'remove it',
      part: 'key',
    });
  const extensions = new Map(readExtensions(tree));
  if (tree.models !== undefined) extensions.set('models', tree.models);
  return {
    services: section(tree, 'services', reading, service, undefined, (name, spec) => ({ ...spec, name })),
    networks: section(tree, 'networks', reading, network, emptyNetwork, (key, spec) => ({ ...spec, key })),
    volumes: section(tree, 'volumes', reading, volume, emptyVolume, (key, spec) => ({ ...spec, key })),
    secrets: section(tree, 'secrets', reading, fileObject, undefined, (key, spec) => ({ ...spec, key })),
    configs: section(tree, 'configs', reading, fileObject, undefined, (key, spec) => ({ ...spec, key })),
    extensions,
  };
}

/** @param empty the value of an entry without content; undefined: content is required. */
function section<Spec>(
  tree: TreeMap,
  name: string,
  reading: Reading,
  codec: Codec<Spec>,
  empty: Spec | undefined,
  named: (key: string, spec: Spec) => Spec,
): ReadonlyMap<string, Spec> {
  const specs = new Map<string, Spec>();
  const entries = tree[name];
  if (!isMap(entries)) return specs;
  for (const key of Object.keys(entries).sort()) {
    const member = entries[key] ?? null;
    const spec = member === null ? empty : codec.read(member, { container: entries, key, reading });
    if (spec !== undefined) specs.set(key, named(key, spec));
  }
  return specs;
}
