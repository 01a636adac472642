import { join } from 'node:path';
import type { Engine } from '../../engine/port/engine.ts';
import { badAnswer } from '../../engine/refusals/engine-error.ts';
import type { ImageContents, LayerContents } from '../../layers/layer-contents.ts';
import { LayerStore } from '../../layers/layer-store.ts';
import { type ImageId, imageId } from '../../model/ids.ts';
import { imageOfService } from '../../model/image-of-service.ts';
import type { UnseenImage } from '../../model/image-report.ts';
import { LABEL } from '../../model/labels.ts';
import type { ImageDetails, ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import { fileJudge } from '../../practice/subject/file-judge.ts';
import type { ImageLook, ImageLooks } from '../../practice/subject/subject.ts';
import { defined } from '../../util/defined.ts';
import { humanSize } from '../../util/human-size.ts';
import { mapParallel } from '../../util/map-parallel.ts';
import { cacheFolder } from '../../util/state-folder.ts';
import type { Cli } from '../context/cli.ts';

/** What the engine has of the images of a project. It is read once, however often the files are checked. */
export class ProjectImages {
  readonly #cli: Cli;
  #images: Promise<ReadonlyMap<string, ImageLook>> | undefined;
  #unseen: readonly UnseenImage[] = [];

  constructor(cli: Cli) {
    this.#cli = cli;
  }

  /** Images that the engine does not have. */
  get unseen(): readonly UnseenImage[] {
    return this.#unseen;
  }

  /**
   * @param bases images that others are built upon: only their layers matter, so nothing of theirs is read
   *
   * Error: EngineError.
   */
  async look(project: Project, bases: readonly string[]): Promise<ImageLooks> {
    const engine = await this.#cli.engine();
    this.#images ??= this.#lookAtAll(engine, project);
    const [services, below] = await Promise.all([this.#images, inspectAll(engine, bases)]);
    return { services, bases: below };
  }

  async #lookAtAll(engine: Engine, project: Project): Promise<ReadonlyMap<string, ImageLook>> {
    const references = new Map(
      [...project.services.values()].map((service) => [service.name, imageOfService(project, service)]),
    );
    const [images, containers] = await Promise.all([
      inspectAll(engine, new Set(references.values())),
      engine.listContainers([`${LABEL.project}=${project.name}`]),
    ]);
    this.#unseen = unseenImages(project, references, images);
    const contents = await readContents(this.#cli, engine, [...images.values()]);
    const older = await olderImages(engine, images, references, containers);
    return new Map(
      [...references].flatMap(([service, reference]) => {
        const details = images.get(reference);
        if (!details) return [];
        const before = older.get(service);
        const look = defined<ImageLook>({ reference, details, contents: contents.get(details.id), before });
        return [[service, look] as const];
      }),
    );
  }
}

const AT_A_TIME = 8;

async function inspectAll(
  engine: Engine,
  references: Iterable<string>,
): Promise<ReadonlyMap<string, ImageDetails>> {
  const found = await mapParallel([...references], AT_A_TIME, async (reference) => {
    const details = await engine.inspectImage(reference);
    return details ? [[reference, details] as const] : [];
  });
  return new Map(found.flat());
}

function unseenImages(
  { services }: Project,
  references: ReadonlyMap<string, string>,
  images: ReadonlyMap<string, ImageDetails>,
): readonly UnseenImage[] {
  const missing = new Set([...references.values()].filter((reference) => !images.has(reference)));
  return [...missing].map((image) => {
    const users = [...references].filter(([, reference]) => reference === image).map(([name]) => name);
    const isBuilt = users.some((name) => services.get(name)?.build !== undefined);
    return { image, services: users, isBuilt };
  });
}

/** The image that a container of the service was made of, where it is not the one that the next container would get. */
async function olderImages(
  engine: Engine,
  images: ReadonlyMap<string, ImageDetails>,
  references: ReadonlyMap<string, string>,
  containers: readonly ObservedContainer[],
): Promise<ReadonlyMap<string, { readonly sizeBytes: number }>> {
  const older = new Map<string, ImageId>();
  for (const { labels, imageId: image } of containers) {
    const service = labels[LABEL.service] ?? '';
    const now = images.get(references.get(service) ?? '');
    if (now && now.id !== image && labels[LABEL.oneOff] !== 'True') older.set(service, image);
  }
  const sizes = await inspectAll(engine, new Set(older.values()));
  return new Map(
    [...older].flatMap(([service, image]) => {
      const sizeBytes = sizes.get(image)?.sizeBytes;
      return sizeBytes === undefined ? [] : [[service, { sizeBytes }] as const];
    }),
  );
}

/** Of layers that are kept from the last time nothing is read; all others come in one archive. */
async function readContents(
  cli: Cli,
  engine: Engine,
  images: readonly ImageDetails[],
): Promise<ReadonlyMap<string, ImageContents>> {
  const store = new LayerStore(join(cacheFolder(cli.environment), 'layers'), fileJudge.version);
  const layers = new Map<string, LayerContents | undefined>();
  const known = (id: string): LayerContents | undefined => {
    if (!layers.has(id)) layers.set(id, store.layer(id));
    return layers.get(id);
  };
  const found = new Map<string, ImageContents>();
  const bySize = new Map<string, number | undefined>();
  for (const { id, sizeBytes } of images) {
    const kept = keptContents(store, id, known);
    if (kept) found.set(id, kept);
    else bySize.set(id, sizeBytes);
  }
  if (bySize.size === 0) return found;
  const bytes = [...bySize.values()].reduce((sum: number, size = 0) => sum + size, 0);
  cli.stderr.write(`reading ${humanSize(bytes)} of layers; what is in them is kept for the next time\n`);
  for (const [id, contents] of await readFromEngine(engine, [...bySize.keys()], known)) {
    found.set(id, contents);
    keep(store, id, contents);
  }
  store.tidy();
  return found;
}

function keptContents(
  store: LayerStore,
  id: string,
  known: (id: string) => LayerContents | undefined,
): ImageContents | undefined {
  const kept = store.image(id);
  if (!kept) return undefined;
  const layers = kept.layers.flatMap((layer) => {
    const contents = known(layer);
    return contents ? [{ id: layer, contents }] : [];
  });
  return layers.length === kept.layers.length ? { ...kept, layers } : undefined;
}

async function readFromEngine(
  engine: Engine,
  ids: readonly string[],
  known: (id: string) => LayerContents | undefined,
): Promise<ReadonlyMap<string, ImageContents>> {
  const { readImageArchive } = await import('../../layers/read-image-archive.ts');
  const { BadArchive } = await import('../../layers/read-layer.ts');
  const archive = await engine.saveImages(ids.map((id) => imageId(id)));
  try {
    return await readImageArchive(archive, ids, { judge: fileJudge, known });
  } catch (error) {
    throw error instanceof BadArchive ? badAnswer('GET /images/get', error.message, error) : error;
  }
}

function keep(store: LayerStore, id: string, { layers, ...image }: ImageContents): void {
  for (const { id: layer, contents } of layers)
    if (contents && !store.hasLayer(layer)) store.keepLayer(layer, contents);
  store.keepImage(id, { ...image, layers: layers.map((layer) => layer.id) });
}
