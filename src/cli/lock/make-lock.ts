import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { LockedImage, LockFile } from '../../model/lock-file.ts';
import type { AskedImage } from '../../planner/images/pin-images.ts';
import { mapParallel } from '../../util/map-parallel.ts';
import { inputsOf } from '../lock-file/compare-lock.ts';
import { EngineImages } from './engine-images.ts';
import type { Registries } from './registries.ts';

export interface LockRequest {
  /** By the whole project. */
  readonly asked: readonly AskedImage[];
  /** The lock file that is there. */
  readonly before: LockFile | undefined;
  /** Whether an image is asked for anew; one that the lock file does not have always is. */
  readonly renews: (image: AskedImage) => boolean;
  /** Whether other builds are made from it: what is built for them here is not what somebody pushed. */
  readonly isBase: (image: AskedImage) => boolean;
  /** No registry is asked: the images are those that the engine has. */
  readonly offline: boolean;
  /** ISO 8601. */
  readonly now: string;
}

/** What became of one image. */
interface LockedEntry {
  readonly reference: string;
  readonly image: LockedImage;
  readonly state: 'new' | 'changed' | 'same' | 'kept';
  /** What somebody who reads the list has to know of it. */
  readonly note?: string;
}

export interface MadeLock {
  readonly lock: LockFile;
  readonly entries: readonly LockedEntry[];
  /** References that nothing asks for any more. */
  readonly dropped: readonly string[];
  /** Images that nobody could tell of. */
  readonly failed: readonly { readonly image: AskedImage; readonly error: UserError }[];
}

/** A registry that is asked too much at once refuses. */
const AT_ONCE = 4;

/**
 * What every image is now.
 *
 * Decision: the engine asks the registry for the digest, so that what is locked is what a pull would bring: it may use a mirror, a proxy
 *           or certificates of its own. Only what it cannot tell, the digests of the platforms, comes from the registry itself.
 */
export async function makeLock(
  engine: Engine,
  registries: Registries,
  { asked, before, renews, isBase, offline, now }: LockRequest,
): Promise<MadeLock> {
  const onEngine = new EngineImages(engine);
  const failed: { image: AskedImage; error: UserError }[] = [];
  const found = await mapParallel(asked, AT_ONCE, async (image): Promise<readonly LockedEntry[]> => {
    const old = before?.images.get(image.reference);
    if (old && !renews(image)) return [kept(image, old)];
    try {
      const answer = await (offline || (isBase(image) && (await isOnlyHere(image, onEngine)))
        ? asOnEngine(image, onEngine)
        : ask(image, engine, registries, onEngine));
      return [entryOf(image, answer, old, now)];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failed.push({ image, error });
      return [];
    }
  });
  const entries = found.flat();
  const references = new Set(asked.map(({ reference }) => reference));
  return {
    lock: {
      inputs: inputsOf(asked),
      images: new Map(entries.map(({ reference, image }) => [reference, image])),
    },
    entries,
    dropped: [...(before?.images.keys() ?? [])].filter((reference) => !references.has(reference)).sort(),
    failed,
  };
}

type Answer = Pick<LockedImage, 'digest' | 'id' | 'platforms'> & { readonly note?: string };

const NOT_PUSHED = { note: 'built here' };

async function ask(
  { reference, builtBy, isNamed }: AskedImage,
  engine: Engine,
  registries: Registries,
  onEngine: EngineImages,
): Promise<Answer> {
  if (!isNamed) return NOT_PUSHED;
  const { resolveDigestOf } = await import('../../engine/registry/resolve-digest.ts');
  try {
    const digest = digestIn(reference) ?? (await resolveDigestOf(reference, engine));
    return { digest, ...(await platformsOf(reference, digest, registries)) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const isAbsent = error.code === 'image-not-found' || error.code === 'registry-denied';
    if (builtBy.length > 0)
      return error.code === 'image-not-found'
        ? NOT_PUSHED
        : { note: `${NOT_PUSHED.note}; nobody could tell whether it was pushed: ${error.message}` };
    // What never came from a registry need not be in one.
    const local = isAbsent ? await onEngine.find(reference) : undefined;
    if (!local || local.digests.length > 0) throw error;
    return { id: local.id, note: 'in no registry: only this engine can run it' };
  }
}

/** It was built, and neither pushed from this engine nor pulled. */
async function isOnlyHere({ reference, builtBy }: AskedImage, onEngine: EngineImages): Promise<boolean> {
  if (builtBy.length === 0) return false;
  const local = await onEngine.find(reference);
  return local === undefined || local.digests.length === 0;
}

async function asOnEngine({ reference, builtBy }: AskedImage, onEngine: EngineImages): Promise<Answer> {
  const digest = digestIn(reference);
  if (digest !== undefined) return { digest };
  const local = await onEngine.find(reference);
  const [known] = local?.digests ?? [];
  if (known !== undefined) return { digest: known };
  if (builtBy.length > 0) return NOT_PUSHED;
  if (local) return { id: local.id, note: 'came from no registry: only this engine can run it' };
  throw new UserError('image-not-found', `the engine has no image ${reference}`, {
    hint: 'pull it first, or leave out --offline',
  });
}

const digestIn = (reference: string): string | undefined => reference.split('@')[1];

/** They are only for who reads the file: nothing else fails without them. */
async function platformsOf(
  reference: string,
  digest: string,
  registries: Registries,
): Promise<Pick<Answer, 'platforms' | 'note'>> {
  try {
    const { repository } = await registries.read(reference);
    const platforms = await repository.platformsOf(digest);
    return platforms ? { platforms } : {};
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { note: `nobody could tell its platforms: ${error.message}` };
  }
}

function kept(image: AskedImage, { builtBy: _, ...old }: LockedImage): LockedEntry {
  return { reference: image.reference, image: { ...old, ...builders(image) }, state: 'kept' };
}

function entryOf(
  image: AskedImage,
  { note, ...answer }: Answer,
  old: LockedImage | undefined,
  now: string,
): LockedEntry {
  const isSame = old !== undefined && old.digest === answer.digest && old.id === answer.id;
  const since = isSame ? old.since : now;
  const platforms = answer.platforms ?? (isSame ? old.platforms : undefined);
  const isKnown = answer.digest !== undefined || answer.id !== undefined;
  return {
    reference: image.reference,
    image: {
      ...(answer.digest === undefined ? {} : { digest: answer.digest }),
      ...(answer.id === undefined ? {} : { id: answer.id }),
      ...builders(image),
      ...(isKnown && since !== undefined ? { since } : {}),
      ...(platforms ? { platforms } : {}),
    },
    state: isSame ? 'same' : old ? 'changed' : 'new',
    ...(note === undefined ? {} : { note }),
  };
}

const builders = ({ builtBy }: AskedImage): Pick<LockedImage, 'builtBy'> =>
  builtBy.length > 0 ? { builtBy } : {};
