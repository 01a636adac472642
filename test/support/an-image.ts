import { parse } from 'yaml';
import type { ImageContents, LayerContents, LayerFile } from '../../src/layers/layer-contents.ts';
import { imageId } from '../../src/model/ids.ts';
import type { ImageDetails } from '../../src/model/observed.ts';
import type { ImageLook } from '../../src/practice/subject/subject.ts';

/** An image as docs/check.md and the tests write it: what the engine says of it, and its layers, the lowest first. */
interface WrittenImage {
  readonly user?: string;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly env?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly entrypoint?: readonly string[];
  readonly healthcheck?: readonly string[];
  readonly size?: string;
  /** The size of the image that a container still runs. */
  readonly before?: string;
  /** Ids of users by name. */
  readonly users?: Readonly<Record<string, number>>;
  readonly layers?: readonly WrittenLayer[];
}

interface WrittenLayer {
  /** The instruction; one that starts with `FROM` is of the image below. */
  readonly by: string;
  /** `50 MB 4755 1000 secret`: size, mode, owner and what was seen in it; `-> /bin/sh`: a link. A path with a slash at its end is a folder. */
  readonly has?: Readonly<Record<string, string>>;
  readonly removes?: readonly string[];
}

export function anImage(text: string, service = 'web'): ImageLook {
  const written: WrittenImage = parse(text);
  const contents = contentsOf(written);
  return {
    reference: service,
    details: detailsOf(written, contents),
    contents,
    ...(written.before !== undefined && { before: { sizeBytes: bytesOf(written.before) } }),
  };
}

function detailsOf(written: WrittenImage, { layers }: ImageContents): ImageDetails {
  const {
    user = '',
    volumes = [],
    ports = [],
    env = [],
    labels = {},
    entrypoint = [],
    healthcheck,
  } = written;
  return {
    id: imageId(`sha256:${'0'.repeat(64)}`),
    env,
    command: [],
    entrypoint,
    labels,
    volumes,
    exposedPorts: ports,
    workingDir: '',
    user,
    hasHealthcheck: healthcheck !== undefined,
    ...(healthcheck && { healthTest: healthcheck }),
    layers: layers.map(({ id }) => id),
    sizeBytes: written.size === undefined ? 0 : bytesOf(written.size),
  };
}

const MAKE_LAYERS = /^(?:FROM|RUN|COPY|ADD|WORKDIR)\b/;

function contentsOf({ layers = [], users = {} }: WrittenImage): ImageContents {
  const listed = new Map(Object.entries(users).map(([name, uid]) => [name, { uid, gid: uid }]));
  const made = layers.filter(({ by }) => MAKE_LAYERS.test(by));
  return {
    layers: made.map((layer, index) => ({ id: `${layer.by} ${index}`, contents: layerOf(layer, listed) })),
    history: layers.map(({ by }) => {
      const [keyword = '', ...rest] = by.split(' ');
      const text = keyword === 'FROM' ? '' : rest.join(' ');
      return { keyword: keyword === 'FROM' ? '' : keyword, text, isEmpty: !MAKE_LAYERS.test(by) };
    }),
  };
}

function layerOf(
  { has = {}, removes = [] }: WrittenLayer,
  users: LayerContents['users'] & {},
): LayerContents {
  const files = new Map(Object.entries(has).map(([path, text]) => fileOf(path, text)));
  const bytes = [...files.values()].reduce((sum, file) => sum + file.bytes, 0);
  return { files, gone: removes, emptied: [], bytes, ...(users.size > 0 && { users }) };
}

const SIZES: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6 };

function bytesOf(text: string): number {
  const [amount = '0', unit = 'B'] = text.split(' ');
  return Number(amount) * (SIZES[unit] ?? 1);
}

function fileOf(path: string, text: string): readonly [string, LayerFile] {
  const known = { uid: 0, gid: 0, modifiedAt: 0 };
  if (text.startsWith('-> '))
    return [path, { ...known, kind: 'link', bytes: 0, mode: 0o777, target: text.slice('-> '.length) }];
  const isFolder = path.endsWith('/');
  const [amount = '0', unit = 'B', mode = isFolder ? '755' : '644', owner = '0', ...more] = text.split(' ');
  const time = more.find((word) => /^\d+$/.test(word));
  const signs = more.filter((word) => !/^\d+$/.test(word));
  const file: LayerFile = {
    kind: isFolder ? 'folder' : 'file',
    bytes: isFolder ? 0 : bytesOf(`${amount} ${unit}`),
    mode: Number.parseInt(mode, 8),
    uid: Number(owner),
    gid: Number(owner),
    modifiedAt: Number(time ?? 0),
    ...(signs.length > 0 && { signs }),
  };
  return [isFolder ? path.slice(0, -1) : path, file];
}
