import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { familiarName } from '../../../src/engine/answers/read-image.ts';
import { entriesOf } from '../tar-entries.ts';
import { type Answer, type Call, json, Refused } from './answer.ts';
import { filtersOf, hasLabels, matches } from './filters.ts';
import { findImage, theContainer, theImage, withTag } from './find.ts';
import type { Calls } from './routes.ts';
import { type Image, type ImageConfig, timeText, type World } from './world.ts';

/** Every pull and every build succeeds: the image has the name that was asked for, and no program of its own. */
export const IMAGE_CALLS: Calls = {
  'GET /images/json': list,
  'GET /images/{name}/json': (world, { name }) => json(imageWire(theImage(world, name))),
  'DELETE /images/{name}': remove,
  'POST /images/create': pull,
  'POST /images/load': load,
  'POST /images/prune': () => json({ ImagesDeleted: null, SpaceReclaimed: 0 }),
  'POST /images/{name}/push': (world, { name, query }) => {
    theImage(world, query.has('tag') ? `${name}:${query.get('tag')}` : name);
    return lines([{ status: `The push refers to repository [${name}]` }]);
  },
  'POST /images/{name}/tag': (world, { name, query }) => {
    const reference = `${query.get('repo') ?? ''}:${query.get('tag') ?? 'latest'}`;
    nameImage(world, theImage(world, name), reference);
    return { kind: 'empty', status: 201 };
  },
  'GET /distribution/{name}/json': (_world, { name }) =>
    json({
      Descriptor: {
        mediaType: 'application/vnd.oci.image.index.v1+json',
        digest: digestOf(withTag(name)),
        size: 1000,
      },
      Platforms: [{ architecture: 'amd64', os: 'linux' }],
    }),
  'POST /build': build,
  'POST /commit': commit,
};

/** Of the archive only the names count. */
async function load(world: World, { body }: Call): Promise<Answer> {
  const manifest = (await entriesOf(body)).find(({ path }) => path === 'manifest.json');
  const images: readonly { readonly RepoTags?: readonly string[] }[] = JSON.parse(
    manifest?.content.toString('utf8') ?? '[]',
  );
  for (const name of images.flatMap(({ RepoTags = [] }) => RepoTags)) addImage(world, name);
  return lines([{ stream: 'Loaded image' }]);
}

const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

const PLAIN: ImageConfig = {
  Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  Cmd: ['sh'],
  Labels: {},
  WorkingDir: '/',
  User: '',
};

/** Adds an image of this name, unless there is one. */
export function addImage(world: World, reference: string, config: Partial<ImageConfig> = {}): Image {
  const known = findImage(world, reference);
  return known ?? addNewImage(world, reference, digestOf(withTag(reference)), config);
}

function addNewImage(world: World, reference: string, id: string, config: Partial<ImageConfig> = {}): Image {
  const image: Image = {
    id,
    names: new Set(),
    createdMs: Date.now(),
    namedMs: Date.now(),
    config: { ...PLAIN, ...config },
  };
  world.images.set(id, image);
  nameImage(world, image, reference);
  return image;
}

/** A name is of one image at a time. */
function nameImage(world: World, image: Image, reference: string): void {
  const name = withTag(reference);
  for (const { names } of world.images.values()) names.delete(name);
  image.names.add(name);
  image.namedMs = Date.now();
  world.events.of('image', 'tag', image.id, { name });
}

function list({ images }: World, { query }: Call): Answer {
  const filters = filtersOf(query);
  const found = [...images.values()].filter(
    ({ names, config }) =>
      hasLabels(config.Labels, filters) &&
      matches(filters, 'dangling', (wanted) => (names.size === 0) === ['true', '1'].includes(wanted)) &&
      matches(filters, 'reference', (wanted) =>
        [...names].some((name) => name === wanted || familiarName(name) === wanted),
      ),
  );
  return json(
    found.map(({ id, names, createdMs, config }) => ({
      Containers: -1,
      Created: Math.floor(createdMs / 1000),
      Id: id,
      Labels: config.Labels,
      ParentId: '',
      RepoDigests: [],
      RepoTags: [...names],
      SharedSize: -1,
      Size: 2_000_000,
    })),
  );
}

function imageWire({ id, names, namedMs, config }: Image): unknown {
  return {
    Id: id,
    RepoTags: [...names],
    RepoDigests: [],
    Parent: '',
    Architecture: 'amd64',
    Os: 'linux',
    Size: 2_000_000,
    Config: { ...config, Entrypoint: config.Entrypoint ?? null, Volumes: config.Volumes ?? null },
    Metadata: { LastTagTime: timeText(namedMs) },
  };
}

function remove(world: World, { name, query }: Call): Answer {
  const image = theImage(world, name);
  const user = [...world.containers.values()].find((container) => container.image === image);
  if (user && query.get('force') !== 'true')
    throw new Refused(
      409,
      `conflict: unable to remove repository reference "${name}" (must force) - container ${user.id.slice(0, 12)} is using its referenced image ${image.id.slice(7, 19)}`,
    );
  const untagged = image.names.delete(withTag(name)) ? [{ Untagged: withTag(name) }] : [];
  if (image.names.size > 0) return json(untagged);
  world.images.delete(image.id);
  world.events.of('image', 'delete', image.id, { name: image.id });
  return json([...untagged, { Deleted: image.id }]);
}

const lines = (messages: readonly unknown[]): Answer => ({
  kind: 'stream',
  type: 'application/json',
  stream: Readable.from(messages.map((message) => `${JSON.stringify(message)}\r\n`)),
});

function pull(world: World, { query }: Call): Answer {
  const tag = query.get('tag') || 'latest';
  const reference = `${query.get('fromImage') ?? ''}${tag.includes(':') ? '@' : ':'}${tag}`;
  const image = addImage(world, reference);
  world.events.of('image', 'pull', reference, { name: reference });
  return lines([
    { status: `Pulling from ${query.get('fromImage')}`, id: tag },
    { status: `Digest: ${image.id}` },
    { status: `Status: Downloaded newer image for ${reference}` },
  ]);
}

/** The same files give the same image. */
function build(world: World, { query, body }: Call): Answer {
  const names = query.getAll('t');
  const Labels: Readonly<Record<string, string>> = JSON.parse(query.get('labels') ?? '{}');
  const text = `${body.toString('latin1')}${query.get('buildargs')}${query.get('labels')}${query.get('target')}`;
  const id = digestOf(text);
  const image = world.images.get(id) ?? addNewImage(world, names[0] ?? id, id, { Labels });
  for (const name of names) nameImage(world, image, name);
  return lines([{ id: 'moby.image.id', aux: { ID: id } }]);
}

function commit(world: World, { query }: Call): Answer {
  const { id, image } = theContainer(world, query.get('container') ?? '');
  const reference = `${query.get('repo') ?? ''}:${query.get('tag') || 'latest'}`;
  const made = addNewImage(world, reference, digestOf(`${id} ${Date.now()}`), image.config);
  return json({ Id: made.id }, 201);
}
