import { isJsonMap, type Json, type JsonMap } from '../model/json.ts';
import type { HistoryEntry } from './layer-contents.ts';
import { readHistoryEntry } from './read-history.ts';

/** The JSON of an archive, by its name in there. */
export type Documents = (name: string) => Json | undefined;

export interface FoundImage {
  /** The id of each layer, and its name in the archive, the lowest first. */
  readonly layers: readonly { readonly id: string; readonly name: string }[];
  readonly history: readonly HistoryEntry[];
  readonly createdAt?: number;
}

interface Parts {
  readonly config: JsonMap;
  readonly names: readonly string[];
}

/** What an archive says of an image; undefined: nothing that fits together. */
export function findImage(id: string, documents: Documents): FoundImage | undefined {
  const parts = ofManifest(id, documents) ?? ofIndex(id, documents);
  if (!parts) return undefined;
  const ids = texts(field(field(parts.config, 'rootfs'), 'diff_ids'));
  if (ids.length !== parts.names.length || !ids.every((one) => DIGEST.test(one))) return undefined;
  const history = items(field(parts.config, 'history')).map((entry) =>
    readHistoryEntry(String(field(entry, 'created_by') ?? ''), field(entry, 'empty_layer') === true),
  );
  const createdAt = Date.parse(String(field(parts.config, 'created') ?? '')) / 1000;
  return {
    layers: ids.map((layer, index) => ({ id: layer, name: parts.names[index] ?? '' })),
    history,
    ...(Number.isFinite(createdAt) && { createdAt }),
  };
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** The form that all engines write: a list of configurations, each with its layers. The id is the digest of the configuration. */
function ofManifest(id: string, documents: Documents): Parts | undefined {
  const hex = id.replace(/^sha256:/, '');
  const found = items(documents('manifest.json')).find((image) =>
    String(field(image, 'Config') ?? '').includes(hex),
  );
  const config = documents(String(field(found, 'Config') ?? ''));
  return isJsonMap(config) ? { config, names: texts(field(found, 'Layers')) } : undefined;
}

/** Where the engine keeps images in containerd, the id is that of a manifest, or of an index of manifests. */
function ofIndex(id: string, documents: Documents): Parts | undefined {
  const manifest = documents(blob(id));
  const config = documents(blob(field(field(manifest, 'config'), 'digest')));
  if (isJsonMap(config) && field(config, 'rootfs') !== undefined)
    return { config, names: items(field(manifest, 'layers')).map((layer) => blob(field(layer, 'digest'))) };
  for (const { digest } of items(field(manifest, 'manifests')).slice(0, MOST_PLATFORMS).flatMap(described)) {
    const below = digest === id ? undefined : ofManifestBlob(digest, documents);
    if (below) return below;
  }
  return undefined;
}

function ofManifestBlob(id: string, documents: Documents): Parts | undefined {
  const manifest = documents(blob(id));
  return field(manifest, 'manifests') === undefined ? ofIndex(id, documents) : undefined;
}

/** Attestations are no images. */
const described = (entry: Json): readonly { readonly digest: string }[] => {
  const digest = field(entry, 'digest');
  const isAttestation = field(field(entry, 'platform'), 'os') === 'unknown';
  return typeof digest === 'string' && !isAttestation ? [{ digest }] : [];
};

const MOST_PLATFORMS = 100;

const blob = (digest: Json | undefined): string => `blobs/${String(digest).replace(':', '/')}`;

/** A member of its own; undefined: it is no object, or has no such member. */
const field = (value: Json | undefined, name: string): Json | undefined =>
  isJsonMap(value) && Object.hasOwn(value, name) ? value[name] : undefined;

const items = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

const texts = (value: Json | undefined): readonly string[] =>
  items(value).filter((item) => typeof item === 'string');
