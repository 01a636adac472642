import type { BuildSpec } from '../../../model/build-spec.ts';
import { type Codec, reportAt } from '../codec/codec.ts';
import { keyValues, stringMap, textList, textSet } from '../codec/collections.ts';
import { withExtensions } from '../codec/extensions.ts';
import { orderOf } from '../codec/in-order.ts';
import { flag, text } from '../codec/scalars.ts';
import { fieldsOf, struct } from '../codec/struct.ts';
import { bytes } from './bytes.ts';
import { extraHosts } from './extra-hosts.ts';
import { buildSecretReferences } from './file-references.ts';
import { ulimits } from './ulimits.ts';

/** `[default]`, `[id=path]` or `{id: path}`. Printed as a list, as docker compose does. */
const ssh: Codec<ReadonlyMap<string, string>> = {
  read: stringMap.read,
  print: (map) => [...map].map(([id, path]) => (path === '' ? id : `${id}=${path}`)).sort(),
};

/** `{name: context}` or `[name=context]`: a name alone has no meaning. */
const contexts: Codec<ReadonlyMap<string, string>> = {
  read(tree, at) {
    if (Array.isArray(tree))
      for (const [key, item] of tree.entries())
        if (typeof item === 'string' && !item.includes('='))
          reportAt(
            { container: tree, key, reading: at.reading },
            `"${item}" does not say what the context is`,
            {
              hint: `write "${item}=…": a folder, an image (docker-image://…) or service:…`,
            },
          );
    return stringMap.read(tree, at);
  },
  print: stringMap.print,
};

const empty = (): BuildSpec => ({
  context: '',
  args: new Map(),
  additionalContexts: new Map(),
  cacheFrom: [],
  cacheTo: [],
  entitlements: [],
  extraHosts: [],
  labels: new Map(),
  noCacheFilter: [],
  platforms: [],
  secrets: [],
  ssh: new Map(),
  tags: [],
  ulimits: new Map(),
  extensions: new Map(),
});

const field = fieldsOf<BuildSpec>();
const long = withExtensions(
  struct(empty, [
    field('context', 'context', text),
    field('dockerfile', 'dockerfile', text),
    field('dockerfile_inline', 'dockerfileInline', text),
    field('entitlements', 'entitlements', textList),
    field('args', 'args', keyValues),
    field('ssh', 'ssh', ssh),
    field('labels', 'labels', stringMap),
    field('cache_from', 'cacheFrom', textList),
    field('cache_to', 'cacheTo', textList),
    field('no_cache', 'noCache', flag),
    field('no_cache_filter', 'noCacheFilter', textList),
    field('additional_contexts', 'additionalContexts', contexts),
    field('pull', 'pull', flag),
    field('extra_hosts', 'extraHosts', extraHosts),
    field('isolation', 'isolation', text),
    field('network', 'network', text),
    field('target', 'target', text),
    field('secrets', 'secrets', buildSecretReferences),
    field('shm_size', 'shmSizeBytes', bytes),
    field('tags', 'tags', textSet),
    field('ulimits', 'ulimits', ulimits),
    field('platforms', 'platforms', textList),
    field('privileged', 'privileged', flag),
    field('provenance', 'provenance', text),
    field('sbom', 'sbom', text),
  ]),
);

/** `path`, or a map. `resolve/normalise.ts` adds the default context. */
export const build: Codec<BuildSpec> = {
  read: (tree, at) => (typeof tree === 'string' ? { ...empty(), context: tree } : long.read(tree, at)),
  print: long.print,
  ...orderOf(long),
};
