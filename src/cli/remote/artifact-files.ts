import { UserError } from '../../diagnostics/user-error.ts';

/** A file of an artifact, by the name that it gets in its folder. */
export interface ArtifactFile {
  readonly name: string;
  readonly text: string;
}

interface Contents {
  /** undefined: there is none. */
  readonly manifest: (digest: string) => Promise<string | undefined>;
  readonly blob: (digest: string) => Promise<string | undefined>;
}

const PROJECT = 'application/vnd.docker.compose.project';
const EMPTY_CONFIG = 'application/vnd.docker.compose.config.empty.v1+json';
const COMPOSE_FILE = 'application/vnd.docker.compose.file+yaml';
const ENV_FILE = 'application/vnd.docker.compose.envfile';
const ANNOTATION = 'com.docker.compose.';
const DIGEST = /^sha256:[0-9a-f]{64}$/;
/** A Compose file is a text that people write. */
const MOST = { layers: 200, bytes: 8 * 1024 * 1024 };

interface Layer {
  readonly mediaType?: unknown;
  readonly digest?: unknown;
  readonly size?: unknown;
  readonly annotations?: Readonly<Record<string, unknown>> | null;
}

interface Manifest {
  readonly artifactType?: string;
  readonly config?: { readonly mediaType?: string };
  readonly layers?: readonly Layer[];
  readonly manifests?: readonly { readonly artifactType?: string; readonly digest?: string }[];
}

/**
 * The files of a published project, as docker compose lays them out: the Compose files are documents of one `compose.yaml`; env files,
 * and files that others extend, have names of their own.
 *
 * Error: UserError `remote-refused` for what is no project, is too large, or has a name that leads out of its folder.
 */
export async function filesOf(
  text: string,
  shown: string,
  contents: Contents,
): Promise<readonly ArtifactFile[]> {
  const manifest = await projectIn(parsed(text, shown), shown, contents);
  const layers = (manifest.layers ?? []).filter(
    ({ mediaType }) => mediaType === COMPOSE_FILE || mediaType === ENV_FILE,
  );
  if (layers.length > MOST.layers) throw refused(shown, `has more than ${MOST.layers} files`);
  const bytes = layers.reduce(
    (sum, { size }) => sum + (typeof size === 'number' && size >= 0 ? size : Infinity),
    0,
  );
  if (bytes > MOST.bytes) throw refused(shown, `has more than ${MOST.bytes / 1024 / 1024} MiB of files`);
  const files = new Map<string, string>();
  for (const layer of layers) {
    const name = nameOf(layer, shown);
    const content = await read(layer, shown, contents);
    const before = files.get(name);
    const isAgain = layer.mediaType === ENV_FILE && before !== undefined;
    if (isAgain && before !== content) throw refused(shown, `has two files ${name}`);
    files.set(name, isAgain || before === undefined ? content : `${before}\n---\n${content}`);
  }
  if (!files.has(MAIN)) throw refused(shown, 'has no Compose file');
  return [...files].map(([name, content]) => ({ name, text: content }));
}

const MAIN = 'compose.yaml';

/** Where one reference has several artifacts, the first project counts. */
async function projectIn(manifest: Manifest, shown: string, contents: Contents): Promise<Manifest> {
  if (Array.isArray(manifest.manifests)) {
    const { digest = '' } = manifest.manifests.find(({ artifactType }) => artifactType === PROJECT) ?? {};
    const inner = DIGEST.test(digest) ? await contents.manifest(digest) : undefined;
    if (inner === undefined) throw notProject(shown, 'an index of images');
    const { manifests: _, ...found } = parsed(inner, shown);
    return projectIn(found, shown, contents);
  }
  const { artifactType, config = {} } = manifest;
  const isProject = artifactType ? artifactType === PROJECT : config.mediaType === EMPTY_CONFIG;
  if (!isProject) throw notProject(shown, artifactType || 'an image');
  return manifest;
}

function nameOf({ mediaType, annotations }: Layer, shown: string): string {
  const said = annotations ?? {};
  const isOwn = mediaType === ENV_FILE || `${ANNOTATION}extends` in said;
  if (!isOwn) return MAIN;
  const name = said[`${ANNOTATION}${mediaType === ENV_FILE ? 'envfile' : 'file'}`];
  if (typeof name !== 'string' || !/^[\w][\w.-]{0,199}$/.test(name))
    throw refused(
      shown,
      `has a file whose name leads out of its folder, or is none: ${JSON.stringify(name)}`,
    );
  if (name === MAIN) throw refused(shown, `has two files ${MAIN}`);
  return name;
}

/** Its digest was compared by who read it. */
async function read({ digest, size }: Layer, shown: string, { blob }: Contents): Promise<string> {
  if (typeof digest !== 'string' || !DIGEST.test(digest))
    throw refused(shown, 'has a layer without a digest');
  const text = await blob(digest);
  if (text === undefined) throw refused(shown, `lacks its layer ${digest}`);
  if (Buffer.byteLength(text) !== size)
    throw refused(shown, `has a layer of another size than it says: ${digest}`);
  return text;
}

function parsed(text: string, shown: string): Manifest {
  try {
    const manifest: Manifest | null = JSON.parse(text);
    if (typeof manifest === 'object' && manifest !== null && !Array.isArray(manifest)) return manifest;
  } catch {
    // Told below.
  }
  throw refused(shown, 'has a manifest that cannot be read');
}

const refused = (shown: string, what: string): UserError =>
  new UserError('remote-refused', `${shown} ${what}`);

const notProject = (shown: string, what: string): UserError =>
  new UserError('remote-refused', `${shown} is no published project, but ${what}`, {
    hint: 'an image is run by a service: `image:`',
  });
