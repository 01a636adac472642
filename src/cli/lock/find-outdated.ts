import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { LockFile } from '../../model/lock-file.ts';
import { newerTags } from '../../planner/images/newer-tags.ts';
import type { AskedImage } from '../../planner/images/pin-images.ts';
import type { OutdatedImage } from '../../ui/tables/outdated-output.ts';
import { defined } from '../../util/defined.ts';
import { madeAtMs } from '../../util/made-at.ts';
import { mapParallel } from '../../util/map-parallel.ts';
import type { AskedRepositories, AskedRepository } from './asked-repositories.ts';
import type { EngineImage, EngineImages } from './engine-images.ts';

/** A registry that is asked too much at once refuses. */
const AT_ONCE = 3;

interface Known {
  readonly lock: LockFile | undefined;
  readonly onEngine: EngineImages;
}

/** Asks the registry itself: an engine tells no tags. */
interface Asked {
  readonly repositories: Pick<AskedRepositories, 'of'>;
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
    };
    try {
      const { digest, within, newest, note, repository } = await ask(reference, asked);
      const has = comparedWith(reference, lock, local, digest);
      const newer = defined({
        within,
        newest,
        note,
        askedAtMs: repository?.askedAtMs(),
        ...(await timesOf({ has: has?.has, digest, within, newest }, repository, local)),
      });
      if (digest === undefined)
        return { ...about, ...has, state: 'unknown', ...newer, note: note ?? 'not in its registry' };
      return has
        ? { ...about, ...has, state: has.has === digest ? 'same' : 'rebuilt', digest, ...newer }
        : { ...about, state: 'unknown', digest, ...newer, note: note ?? 'neither locked nor on the engine' };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const times = defined({ createdAtMs: local && madeAtMs(local.createdAt * 1000) });
      return { ...about, state: 'failed', note: error.message, ...times };
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

type Times = Pick<
  OutdatedImage,
  'createdAtMs' | 'tagCreatedAtMs' | 'withinCreatedAtMs' | 'newestCreatedAtMs'
>;

/** When what runs, what its tag stands for now, and the newer ones were made. What nobody tells stays open. */
async function timesOf(
  {
    has,
    digest,
    within,
    newest,
  }: { readonly [Name in 'has' | 'digest' | 'within' | 'newest']: string | undefined },
  repository: AskedRepository | undefined,
  local: EngineImage | undefined,
): Promise<{ readonly [Name in keyof Times]: number | undefined }> {
  const isLocal = local !== undefined && (has === undefined || local.digests.includes(has));
  const ofDigest = async (one: string | undefined) =>
    one === undefined ? undefined : repository?.createdAtMs(one).catch(ignoreUserError);
  const ofTag = async (tag: string | undefined) =>
    tag === undefined ? undefined : ofDigest(await repository?.digestOf(tag).catch(ignoreUserError));
  return {
    createdAtMs: isLocal ? madeAtMs(local.createdAt * 1000) : await ofDigest(has),
    tagCreatedAtMs: digest === has ? undefined : await ofDigest(digest),
    withinCreatedAtMs: await ofTag(within),
    newestCreatedAtMs: await ofTag(newest),
  };
}

interface Answer extends Pick<OutdatedImage, 'within' | 'newest' | 'note'> {
  /** Of the tag; undefined: there is no such tag. */
  readonly digest: string | undefined;
  /** Absent: it could not be asked. */
  readonly repository?: AskedRepository;
}

async function ask(reference: string, { repositories, engine }: Asked): Promise<Answer> {
  // Behind a digest the tag says what is looked for.
  const [named = ''] = reference.split('@');
  try {
    const { repository, tag } = repositories.of(named);
    const digest = await repository.digestOf(tag);
    const isVersion = newerTags(tag, []).isVersion;
    const { within, newest } = newerTags(tag, isVersion ? await repository.tags() : []);
    return {
      digest,
      repository,
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
