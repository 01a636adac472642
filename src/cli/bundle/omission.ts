import { homedir } from 'node:os';
import { basename, resolve } from 'node:path';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { mapParallel } from '../../util/map-parallel.ts';
import type { Cli } from '../context/cli.ts';
import { BLOBS, type BundleBase, type BundleIndex } from './bundle-format.ts';
import { checkBundle } from './check-bundle.ts';
import { chainsOf, omittable } from './layer-chains.ts';
import { bytesOfFile, interruptible } from './open-bundle.ts';

/** What a bundle may leave out, and who has it. */
export interface Omission {
  readonly base: BundleBase;
  readonly chains: ReadonlySet<string>;
}

export interface OmissionOptions {
  /** An earlier bundle, which the other machine has taken. */
  readonly since?: string;
  /** The engine of the other machine. */
  readonly for?: string;
}

/**
 * What the other machine has.
 *
 * Error: UserError `bad-bundle` for an earlier bundle that is not whole; what an engine that cannot be asked fails with.
 */
export async function findOmission(
  cli: Cli,
  { since, for: target }: OmissionOptions,
  signal: AbortSignal,
): Promise<Omission | undefined> {
  if (since !== undefined) return ofBundle(resolve(cli.cwd, since), signal);
  if (target === undefined) return undefined;
  const engine = await engineAt(cli, target);
  try {
    return await ofEngine(engine, target);
  } finally {
    engine.close();
  }
}

async function ofBundle(file: string, signal: AbortSignal): Promise<Omission> {
  const { manifest, digest } = await checkBundle(interruptible(bytesOfFile(file), signal));
  return {
    base: { kind: 'bundle', digest: `sha256:${digest}`, name: basename(file) },
    chains: new Set(manifest.flatMap(({ Layers }) => chainsOf(Layers.map(sumIn)))),
  };
}

/** Error: UserError `engine-not-supported` where an engine loads only what is whole. */
export async function ofEngine(engine: Engine, name: string): Promise<Omission> {
  if ((await engine.info()).storesInContainerd) throw loadsOnlyWhole(name);
  return { base: { kind: 'engine', name }, chains: await chainsOn(engine) };
}

/** An engine with the image store of containerd keeps layers as they came, by other names. */
export const loadsOnlyWhole = (name: string): UserError =>
  new UserError(
    'engine-not-supported',
    `the engine ${name} has the image store of containerd, which does not take images without all of their layers`,
    { hint: 'make a bundle that leaves nothing out' },
  );

const AT_ONCE = 8;

/** The beginnings of the layers of every image that an engine has. */
export async function chainsOn(
  engine: Pick<Engine, 'listImageSummaries' | 'inspectImage'>,
): Promise<ReadonlySet<string>> {
  const ids = (await engine.listImageSummaries()).map(({ id }) => id);
  const found = await mapParallel([...new Set(ids)], AT_ONCE, async (id) => engine.inspectImage(id));
  return new Set(found.flatMap((image) => chainsOf((image?.layers ?? []).map(sumOfLayer))));
}

/** `ssh://…`, `tcp://…`, `unix://…`, or the name of a Docker context. */
async function engineAt(cli: Cli, target: string): Promise<Engine> {
  const { connectEngine } = await import('../../engine/connect.ts');
  const where = target.includes('://')
    ? { DOCKER_HOST: target, DOCKER_CONTEXT: '' }
    : { DOCKER_HOST: '', DOCKER_CONTEXT: target };
  const environment = new Map([...cli.environment, ...Object.entries(where)]);
  return connectEngine(environment, homedir());
}

/** `blobs/sha256/…` of a manifest */
export const sumIn = (path: string): string => path.slice(BLOBS.length);

/** `sha256:…` of an image */
export const sumOfLayer = (layer: string): string => layer.replace(/^sha256:/, '');

/** @param images the layers of each; with undefined nobody knows them, and nothing is left out */
export function omissionIn(
  images: readonly (readonly string[] | undefined)[],
  omission: Omission | undefined,
): Pick<BundleIndex, 'version' | 'omitted' | 'base'> {
  const known = images.filter((layers) => layers !== undefined);
  const omitted =
    omission && known.length === images.length ? omittable(known, omission.chains) : new Set<string>();
  if (!omission || omitted.size === 0) return { version: 1 };
  return { version: 2, omitted: [...omitted].sort(), base: omission.base };
}
