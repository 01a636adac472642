import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { LockFile } from '../../model/lock-file.ts';
import { newerTags } from '../../planner/images/newer-tags.ts';
import type { AskedImage } from '../../planner/images/pin-images.ts';
import type { OutdatedImage } from '../../ui/tables/outdated-output.ts';
import { mapParallel } from '../../util/map-parallel.ts';
import type { EngineImage, EngineImages } from './engine-images.ts';
import type { Registries } from './registries.ts';

/** A registry that is asked too much at once refuses. */
const AT_ONCE = 3;

interface Known {
  readonly lock: LockFile | undefined;
  readonly onEngine: EngineImages;
}

/** Asks the registry itself: an engine tells no tags. */
interface Asked {
  readonly registries: Registries;
  /** For the digest alone, where this machine does not reach the registry. */
  readonly engine: () => Promise<Pick<Engine, 'resolveDigest'>>;
}

/**
 * What is newer than each image. What is compared is what would run: the image of the lock file, the one that the Compose files name by its
 * digest, else the one that the engine has.
 */
export function findOutdated(
  images: readonly (AskedImage & Pick<OutdatedImage, 'baseOf'>)[],
  { lock, onEngine }: Known,
  asked: Asked,
): Promise<readonly OutdatedImage[]> {
  return mapParallel(images, AT_ONCE, async ({ reference, services, baseOf }): Promise<OutdatedImage> => {
    const local = await onEngine.find(reference).catch(ignoreUserError);
    const about = {
      reference,
      services,
      ...(baseOf && { baseOf }),
      ...(local && { createdAt: local.createdAt }),
    };
    try {
      const { digest, within, newest, note } = await ask(reference, asked);
      const newer = {
        ...(within === undefined ? {} : { within }),
        ...(newest === undefined ? {} : { newest }),
        ...(note === undefined ? {} : { note }),
      };
      const has = comparedWith(reference, lock, local, digest);
      if (digest === undefined)
        return { ...about, ...has, state: 'unknown', note: 'not in its registry', ...newer };
      const unknown = { note: 'neither locked nor on the engine' };
      return has
        ? { ...about, ...has, state: has.has === digest ? 'same' : 'rebuilt', digest, ...newer }
        : { ...about, state: 'unknown', digest, ...unknown, ...newer };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { ...about, state: 'failed', note: error.message };
    }
  });
}

/** Without an engine there is only less to compare. */
function ignoreUserError(error: unknown): undefined {
  if (!(error instanceof UserError)) throw error;
}

function comparedWith(
  reference: string,
  lock: LockFile | undefined,
  local: EngineImage | undefined,
  digest: string | undefined,
): Pick<OutdatedImage, 'has' | 'from'> | undefined {
  const written = reference.split('@')[1];
  if (written !== undefined) return { has: written, from: 'file' };
  const locked = lock?.images.get(reference)?.digest;
  if (locked !== undefined) return { has: locked, from: 'lock' };
  const has = local?.digests.find((known) => known === digest) ?? local?.digests[0];
  return has === undefined ? undefined : { has, from: 'engine' };
}

interface Answer extends Pick<OutdatedImage, 'within' | 'newest' | 'note'> {
  /** Of the tag; undefined: there is no such tag. */
  readonly digest: string | undefined;
}

async function ask(reference: string, { registries, engine }: Asked): Promise<Answer> {
  // Behind a digest the tag says what is looked for.
  const [named = ''] = reference.split('@');
  try {
    const { repository, tag } = await registries.read(named);
    const digest = await repository.digestOf(tag);
    const isVersion = newerTags(tag, []).isVersion;
    const { within, newest } = newerTags(tag, isVersion ? await repository.tags() : []);
    return {
      digest,
      ...(within === undefined ? {} : { within }),
      ...(newest === undefined ? {} : { newest }),
    };
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'registry-unreachable') throw error;
    const digest = await (await engine()).resolveDigest(named).catch(ignoreUserError);
    if (digest === undefined) throw error;
    return { digest, note: `nobody could tell its tags: ${error.message}` };
  }
}
