import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { entriesOf } from '../tar-entries.ts';
import { type Answer, type Call, empty, json, Refused } from './answer.ts';
import { theContainer } from './find.ts';
import type { Calls } from './routes.ts';
import type { Container, File, World } from './world.ts';

/** Files of containers: those that were put into them, and no others. Folders are where files are. */
export const ARCHIVE_CALLS: Calls = {
  'GET /containers/{id}/changes': (world, { name }) => {
    theContainer(world, name);
    return json(null);
  },
  'HEAD /containers/{id}/archive': (world, call) => ({
    kind: 'empty',
    status: 200,
    headers: { 'x-docker-container-path-stat': statOf(found(world, call)) },
  }),
  'GET /containers/{id}/archive': (world, call) => {
    const place = found(world, call);
    const parent = place.path.slice(0, place.path.lastIndexOf('/') + 1);
    return {
      ...archive(place.files, parent),
      headers: { 'x-docker-container-path-stat': statOf(place) },
    };
  },
  'PUT /containers/{id}/archive': put,
  'GET /containers/{id}/export': (world, { name }) => archive([...theContainer(world, name).files], '/'),
};

interface Place {
  readonly path: string;
  readonly files: readonly (readonly [string, File])[];
  readonly isFolder: boolean;
}

/** Error: Refused, when nothing is there. */
function found(world: World, { name, query }: Call): Place {
  const container = theContainer(world, name);
  const path = clean(query.get('path') ?? '');
  const file = container.files.get(path);
  if (file) return { path, files: [[path, file]], isFolder: false };
  const below = [...container.files].filter(([key]) => key.startsWith(path === '/' ? '/' : `${path}/`));
  if (below.length > 0 || isAlwaysThere(path)) return { path, files: below, isFolder: true };
  throw new Refused(404, `Could not find the file ${path} in container ${container.id}`);
}

const isAlwaysThere = (path: string): boolean => ['/', '/tmp', '/etc', '/root', '/run'].includes(path);

const clean = (path: string): string =>
  `/${path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`;

/** Go's mode of a file, in which a folder is the highest bit. */
const FOLDER_BIT = 2 ** 31;

function statOf({ path, files, isFolder }: Place): string {
  const [first] = files;
  const stat = {
    name: path.slice(path.lastIndexOf('/') + 1),
    size: isFolder ? 4096 : (first?.[1].content.length ?? 0),
    mode: isFolder ? FOLDER_BIT + 0o755 : (first?.[1].mode ?? 0),
    mtime: new Date(first?.[1].modifiedMs ?? 0).toISOString(),
    linkTarget: '',
  };
  return Buffer.from(JSON.stringify(stat)).toString('base64');
}

function archive(files: readonly (readonly [string, File])[], parent: string) {
  const tar = pack();
  for (const [path, { content, mode, uid, gid, modifiedMs }] of files)
    tar.entry({ name: path.slice(parent.length), mode, uid, gid, mtime: new Date(modifiedMs) }, content);
  tar.finalize();
  return { kind: 'stream', type: 'application/x-tar', stream: Readable.from(tar) } as const;
}

async function put(world: World, { name, query, body }: Call): Promise<Answer> {
  const container: Container = theContainer(world, name);
  const folder = clean(query.get('path') ?? '');
  for (const { path, mode, owner, time, content } of await entriesOf(body)) {
    if (path.endsWith('/')) continue;
    const [uid, gid] = owner.split(':').map(Number);
    const file = { content, mode, uid: uid ?? 0, gid: gid ?? 0, modifiedMs: time * 1000 };
    container.files.set(clean(`${folder}/${path}`), file);
  }
  return empty(200);
}
