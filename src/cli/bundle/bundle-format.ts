import { UserError } from '../../diagnostics/user-error.ts';
import { isJsonMap, type Json } from '../../model/json.ts';
import { LOCK_FILE_NAME } from '../../model/lock-file.ts';
import { isImageName } from '../../util/is-image-name.ts';

/** The first entry of an archive: all that is in it, but for the contents of images. */
export interface BundleIndex {
  /** What leaves nothing out is of version 1, which older gantrys take too. */
  readonly version: 1 | 2;
  readonly project: string;
  readonly images: readonly BundledImage[];
  readonly files: readonly BundledFile[];
  readonly needs: readonly Need[];
  /** More than all entries together have: an archive that has more is refused before it fills a disk. */
  readonly contentBytes: number;
  /** Layers that its images are made of and that are not in it, in hexadecimal digits, in order. Absent: it has all. */
  readonly omitted?: readonly string[];
  /** Who has these layers. */
  readonly base?: BundleBase;
}

/** What a bundle leaves out is in another bundle, or was on an engine. */
export type BundleBase =
  | { readonly kind: 'bundle'; readonly digest: string; readonly name: string }
  | { readonly kind: 'engine'; readonly name: string };

/** As a user knows it. */
export const baseText = (base: BundleBase): string =>
  base.kind === 'bundle' ? `bundle ${base.name} (${base.digest})` : `the engine ${base.name}`;

export interface BundledImage {
  /** In the bundle and on the other machine. */
  readonly name: string;
  /** In the files that it was made of. */
  readonly reference: string;
  readonly id: string;
  readonly services: readonly string[];
  readonly sizeBytes: number;
  readonly platform?: string;
}

interface BundledFile {
  /** Relative to the folder of the project. */
  readonly path: string;
  readonly sizeBytes: number;
  /** A script that a container runs where it is mounted. */
  readonly isExecutable?: true;
}

/** What is in no bundle, and `up` has to have. */
export interface Need {
  readonly kind: 'variable' | 'file' | 'folder' | 'network' | 'volume' | 'secret' | 'config';
  readonly name: string;
  /** In the file: `services.web.environment.PASSWORD`. */
  readonly usedBy: string;
}

export const INDEX = 'gantry/bundle.json';
export const CHECKSUMS = 'gantry/checksums';
export const COMPOSE_FILE = 'compose.yaml';
export const FILES = 'gantry/files/';
/** As docker has it, so that `docker load` takes the images of a bundle too. */
export const MANIFEST = 'manifest.json';
export const BLOBS = 'blobs/sha256/';
export const BLOB = /^blobs\/sha256\/([0-9a-f]{64})$/;

/** Nothing that is read into memory is larger. */
export const LARGEST_LIST = 16_000_000;

export const badBundle = (why: string, hint?: string): UserError =>
  new UserError('bad-bundle', `the bundle is refused: ${why}`, { hint });

/** Whether a path stays inside of the folder that it is put into, on every system. */
export const isInside = (path: string): boolean =>
  path.length < 1024 &&
  path.split('/').every((part) => part !== '' && part !== '.' && part !== '..') &&
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no name has one for a good reason
  !/[\\\u0000-\u001f\u007f]|^[A-Za-z]:/.test(path);

/**
 * Whether a bundle may have a file of the project at this path. Names with a dot before them (`.git/hooks`, `.ssh`, `.env`), and those of the
 * Compose files, change what programs do that nobody gave the file to.
 */
export const isPackable = (path: string): boolean =>
  isInside(path) &&
  !path.split('/').some((part) => part.startsWith('.')) &&
  !/^(?:docker-)?compose\b[^/]*\.ya?ml$/i.test(path);

/** What each bundle makes itself. */
export const OWN_FILES: readonly string[] = [COMPOSE_FILE, LOCK_FILE_NAME];

/** Error: UserError `bad-bundle` for what no `bundle` writes. */
export function readIndex(text: string): BundleIndex {
  const json = parse(text, INDEX);
  if (json.version !== 1 && json.version !== 2)
    throw badBundle(
      `its version is ${JSON.stringify(json.version ?? null)}, and this gantry reads 1 and 2`,
      'take a newer gantry',
    );
  const index: BundleIndex = {
    version: json.version,
    project: textIn(json, 'project', /^[a-z0-9][a-z0-9_-]*$/),
    images: listIn(json, 'images').map(readImage),
    files: listIn(json, 'files').map((file) => ({
      path: textIn(file, 'path'),
      sizeBytes: sizeIn(file, 'sizeBytes'),
      ...(file.isExecutable === true && { isExecutable: true }),
    })),
    needs: listIn(json, 'needs').map(readNeed),
    contentBytes: sizeIn(json, 'contentBytes'),
    ...(json.version === 2 && readOmitted(json)),
  };
  const outside = index.files.find(({ path }) => !isInside(path));
  if (outside) throw badBundle(`a file would be outside of its folder: ${JSON.stringify(outside.path)}`);
  const strange = index.files.find(({ path }) => !OWN_FILES.includes(path) && !isPackable(path));
  if (strange) throw badBundle(`no bundle has a file ${JSON.stringify(strange.path)}`);
  return index;
}

function readOmitted(json: JsonRecord): Pick<BundleIndex, 'omitted' | 'base'> {
  const { omitted, base } = json;
  const layers = Array.isArray(omitted) ? omitted.map(String) : [];
  if (!layers.every((layer) => /^[0-9a-f]{64}$/.test(layer)))
    throw badBundle('"omitted" is no list of layers');
  if (!isJsonMap(base ?? null)) throw badBundle('"base" is no object');
  const record: JsonRecord = Object(base);
  const name = textIn(record, 'name');
  if (record.kind === 'engine') return { omitted: layers, base: { kind: 'engine', name } };
  return {
    omitted: layers,
    base: { kind: 'bundle', digest: textIn(record, 'digest', /^sha256:[0-9a-f]{64}$/), name },
  };
}

function readImage(image: JsonRecord): BundledImage {
  const name = textIn(image, 'name');
  const id = textIn(image, 'id', /^sha256:[0-9a-f]{64}$/);
  // A name that others may have would take theirs away from them.
  if (!isImageName(name) || !name.endsWith(bundleTag(id)))
    throw badBundle(`${JSON.stringify(name)} is no name of a bundled image`);
  const platform = image.platform === undefined ? {} : { platform: textIn(image, 'platform') };
  const services = image.services;
  return {
    name,
    id,
    reference: textIn(image, 'reference'),
    services: Array.isArray(services) ? services.map(String) : [],
    sizeBytes: sizeIn(image, 'sizeBytes'),
    ...platform,
  };
}

const NEEDS: readonly Need['kind'][] = [
  'variable',
  'file',
  'folder',
  'network',
  'volume',
  'secret',
  'config',
];

function readNeed(need: JsonRecord): Need {
  const kind = NEEDS.find((one) => one === need.kind);
  if (!kind) throw badBundle(`${JSON.stringify(need.kind ?? null)} is nothing that could be needed`);
  return { kind, name: textIn(need, 'name'), usedBy: textIn(need, 'usedBy') };
}

/** The end of the names of a bundled image: content has one name, so it takes no other image's away. */
export const bundleTag = (id: string): string => `bundle.${id.replace('sha256:', '').slice(0, 12)}`;

/** An image of docker's own list: which contents it is made of. */
export interface ManifestEntry {
  readonly Config: string;
  readonly RepoTags: readonly string[];
  readonly Layers: readonly string[];
}

/** Error: UserError `bad-bundle`. */
export function readManifest(text: string): readonly ManifestEntry[] {
  const json = parseJson(text, MANIFEST);
  if (!Array.isArray(json)) throw badBundle(`${MANIFEST} is no list`);
  return json.map((entry: Json) => {
    const { Config, Layers, RepoTags } = isJsonMap(entry) ? entry : {};
    const layers = Array.isArray(Layers) ? Layers.map(String) : [];
    if (typeof Config !== 'string' || ![Config, ...layers].every((path) => BLOB.test(path)))
      throw badBundle(`${MANIFEST} names something that is no content`);
    return { Config, Layers: layers, RepoTags: Array.isArray(RepoTags) ? RepoTags.map(String) : [] };
  });
}

export const idOf = ({ Config }: ManifestEntry): string => `sha256:${BLOB.exec(Config)?.[1] ?? ''}`;

type JsonRecord = { readonly [key: string]: Json };

function parse(text: string, name: string): JsonRecord {
  const json = parseJson(text, name);
  if (!isJsonMap(json)) throw badBundle(`${name} is no object`);
  return json;
}

function parseJson(text: string, name: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    throw badBundle(`${name} is no JSON`);
  }
}

function listIn(json: JsonRecord, key: string): readonly JsonRecord[] {
  const list = json[key];
  if (!Array.isArray(list) || !list.every((item: Json) => isJsonMap(item)))
    throw badBundle(`"${key}" is no list`);
  return list.filter((item: Json): item is { [key: string]: Json } => isJsonMap(item));
}

function textIn(json: JsonRecord, key: string, shape = /^[^\n\r]*$/): string {
  const text = json[key];
  if (typeof text !== 'string' || !shape.test(text))
    throw badBundle(`"${key}" is ${JSON.stringify(text ?? null)}`);
  return text;
}

function sizeIn(json: JsonRecord, key: string): number {
  const size = json[key];
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0)
    throw badBundle(`"${key}" is no size: ${JSON.stringify(size ?? null)}`);
  return size;
}
