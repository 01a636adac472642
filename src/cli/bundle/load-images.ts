import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { imageId } from '../../model/ids.ts';
import { summed } from './buffers-of.ts';
import { type BundleBase, type BundledImage, badBundle, baseText, idOf, MANIFEST } from './bundle-format.ts';
import type { CheckedBundle } from './check-bundle.ts';
import { missingLayers } from './layer-chains.ts';
import { chainsOn, loadsOnlyWhole, sumIn } from './omission.ts';
import { packEntry } from './pack-entry.ts';
import { readArchive } from './read-archive.ts';

type Loads = Pick<Engine, 'inspectImage' | 'loadImages' | 'tagImage'>;

/** What the engine has of the images of a bundle. */
export interface Standing {
  readonly there: readonly BundledImage[];
  /** It has the image, under other names. */
  readonly unnamed: readonly BundledImage[];
  readonly missing: readonly BundledImage[];
}

export async function standingOf(engine: Loads, images: readonly BundledImage[]): Promise<Standing> {
  const found = await Promise.all(
    images.map(async (image) => {
      if ((await engine.inspectImage(image.name))?.id === image.id) return 'there';
      return (await engine.inspectImage(image.id)) ? 'unnamed' : 'missing';
    }),
  );
  const those = (state: string) => images.filter((_, index) => found[index] === state);
  return { there: those('there'), unnamed: those('unnamed'), missing: those('missing') };
}

/**
 * Error: UserError `layers-missing` where the bundle leaves out what this engine does not have, before anything is loaded;
 * `engine-not-supported` where the engine takes only what is whole.
 */
export async function refuseLackOfLayers(
  engine: Pick<Engine, 'info' | 'inspectImage' | 'listImageSummaries' | 'endpoint'>,
  { missing }: Standing,
  { index: { omitted = [], base }, manifest }: CheckedBundle,
): Promise<void> {
  const left = new Set(omitted);
  const needed = missing.flatMap((image) => {
    const layers = manifest.find((entry) => idOf(entry) === image.id)?.Layers.map(sumIn) ?? [];
    return layers.some((layer) => left.has(layer)) ? [{ image, layers }] : [];
  });
  if (!base || needed.length === 0) return;
  if ((await engine.info()).storesInContainerd) throw loadsOnlyWhole(engine.endpoint);
  const there = await chainsOn(engine);
  const lacking = needed.flatMap(({ image, layers }) => {
    const count = missingLayers(layers, there).filter((layer) => left.has(layer)).length;
    return count === 0 ? [] : [`${image.reference} (${count} of ${layers.length} layers)`];
  });
  if (lacking.length > 0) throw lacksLayers(lacking, base);
}

function lacksLayers(lacking: readonly string[], base: BundleBase): UserError {
  const message = `the bundle leaves out layers that this engine does not have, of ${lacking.join(', ')}: it was made for who has ${baseText(base)}`;
  return new UserError('layers-missing', message, {
    hint:
      base.kind === 'bundle'
        ? [
            'take that bundle first: ',
            gantry('unbundle', base.name),
            ', or ask for one that is made without --since',
          ]
        : 'ask for a bundle that is made for this engine, or without --for',
  });
}

/**
 * Gives the engine what it lacks: of the contents only those that the missing images are made of. Each is compared once more on its way,
 * and the archive breaks off before its end when one is another than was checked: then the engine takes in nothing.
 */
export async function loadImages(
  engine: Loads,
  { unnamed, missing }: Standing,
  bundle: CheckedBundle,
  open: () => AsyncIterable<unknown>,
  signal: AbortSignal,
): Promise<void> {
  for (const { id, name } of unnamed) await engine.tagImage(imageId(id), name);
  if (missing.length === 0) return;
  const archive = pack();
  // Whoever reads it is told; an error that comes when nobody reads any more would end the program.
  archive.on('error', () => {});
  const source = Readable.from(archive, { objectMode: false });
  let failure: unknown;
  const writing = write(archive, missing, bundle, open).catch((error: unknown) => {
    failure = error;
    source.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    await engine.loadImages(source, signal);
  } catch (error) {
    source.destroy();
    throw failure ?? error;
  }
  await writing;
  if (failure !== undefined) throw failure;
  for (const { name } of missing)
    if (!(await engine.inspectImage(name))) throw badBundle(`the engine took it in without ${name}`);
}

async function write(
  archive: ReturnType<typeof pack>,
  missing: readonly BundledImage[],
  { manifest, sums }: CheckedBundle,
  open: () => AsyncIterable<unknown>,
): Promise<void> {
  const ids = new Map<string, string[]>();
  for (const { id, name } of missing) ids.set(id, [...(ids.get(id) ?? []), name]);
  const entries = manifest.flatMap((entry) => {
    const RepoTags = ids.get(idOf(entry));
    return RepoTags ? [{ Config: entry.Config, RepoTags, Layers: entry.Layers }] : [];
  });
  const wanted = new Set(entries.flatMap(({ Config, Layers }) => [Config, ...Layers]));
  for await (const { name, size, chunks } of readArchive(open())) {
    const sum = createHash('sha256');
    if (!wanted.has(name)) {
      for await (const _ of chunks);
      continue;
    }
    await packEntry(archive, name, size, summed(chunks, sum));
    if (sum.digest('hex') !== sums.get(name)) throw badBundle(`${name} was changed while it was read`);
  }
  const list = Buffer.from(JSON.stringify(entries));
  await packEntry(archive, MANIFEST, list.length, [list]);
  archive.finalize();
}
