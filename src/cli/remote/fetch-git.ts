import { existsSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../diagnostics/user-error.ts';
import type { RemoteFiles } from '../../model/remote-files.ts';
import { COMPOSE_NAMES } from '../../spec/read/compose-names.ts';
import type { RemoteReference } from '../../spec/read/remote-reference.ts';
import { suggest } from '../../util/suggest.ts';
import { checkLink, checkListing, LIMITS, readListing } from './check-listing.ts';
import { keep, keptAt } from './keep.ts';
import { remoteGit } from './remote-git.ts';

type GitReference = Extract<RemoteReference, { readonly kind: 'git' }>;

export interface FetchOptions {
  readonly environment: ReadonlyMap<string, string>;
  /** As people may read it. */
  readonly shown: string;
  /** The commit or digest that a lock file has for it. */
  readonly pin: string | undefined;
  /** Gets a text when something is fetched, which may take a while. */
  readonly tell: (text: string) => void;
}

const LOOK_MS = 60_000;
const FETCH_MS = 600_000;
const COMMIT = /^[0-9a-f]{40}$/;

/**
 * The files of a repository at one commit. A commit that is kept on this machine is asked of nobody.
 *
 * Error: UserError, see README.
 */
export async function fetchGit(reference: GitReference, options: FetchOptions): Promise<RemoteFiles> {
  const commit = options.pin ?? (await commitOf(reference, options));
  const root = keptAt(options.environment, 'git', commit);
  await keep(root, (folder, beside) => checkOut(reference, commit, folder, beside, options));
  return {
    reference: options.shown,
    kind: 'git',
    pin: commit,
    root,
    file: composeFileIn(root, reference.subdir, options.shown),
  };
}

/** Error: UserError `remote-not-found` with the refs that are there, and those of git. */
async function commitOf({ url, ref }: GitReference, options: FetchOptions): Promise<string> {
  if (ref !== undefined && COMMIT.test(ref)) return ref;
  const name = ref ?? 'HEAD';
  const wanted =
    ref === undefined || ref === 'HEAD' ? ['HEAD'] : [`refs/heads/${ref}`, `refs/tags/${ref}`, ref];
  // The commit of a tag with a message of its own is that behind it.
  const found = await refsOf(
    url,
    wanted.flatMap((one) => [one, `${one}^{}`]),
    options,
  );
  for (const one of wanted) {
    const commit = found.get(`${one}^{}`) ?? found.get(one);
    if (commit !== undefined) return commit;
  }
  const all = await refsOf(url, ['refs/heads/*', 'refs/tags/*'], options);
  const names = [...all.keys()].flatMap((full) =>
    full.endsWith('^{}') ? [] : [full.replace(/^refs\/(?:heads|tags)\//, '')],
  );
  const isShort = /^[0-9a-f]{7,39}$/.test(name);
  throw new UserError(
    'remote-not-found',
    all.size === 0 ? `${options.shown} has no commit` : `${options.shown} has no branch or tag "${name}"`,
    {
      hint: isShort ? 'a commit has to be written whole, with 40 digits' : suggest(name, [...new Set(names)]),
    },
  );
}

async function refsOf(
  url: string,
  patterns: readonly string[],
  { environment, shown }: FetchOptions,
): Promise<ReadonlyMap<string, string>> {
  const listed = await remoteGit(['ls-remote', '--', url, ...patterns], {
    environment,
    reference: shown,
    timeoutMs: LOOK_MS,
  });
  return new Map(
    listed.split('\n').flatMap((line): readonly (readonly [string, string])[] => {
      const [commit = '', name] = line.split('\t');
      return name !== undefined && COMMIT.test(commit) ? [[name, commit]] : [];
    }),
  );
}

/** The listing is checked before a single file is written. */
async function checkOut(
  { url }: GitReference,
  commit: string,
  folder: string,
  beside: string,
  { environment, shown, tell }: FetchOptions,
): Promise<void> {
  tell(`fetching ${shown} (commit ${commit.slice(0, 12)})`);
  const repository = join(beside, 'repository');
  const watched = { folder: join(repository, 'objects/pack'), mostBytes: LIMITS.bytes };
  const git = (words: readonly string[]): Promise<string> =>
    remoteGit(['--git-dir', repository, '--work-tree', folder, ...words], {
      environment,
      reference: shown,
      timeoutMs: FETCH_MS,
      watched,
    });
  await git(['init', '-q', '--template=']);
  await git(['fetch', '-q', '--depth=1', '--no-tags', '--no-recurse-submodules', '--', url, commit]);
  const listing = readListing(await git(['ls-tree', '-r', '-l', '-z', '--full-tree', commit]));
  checkListing(listing, shown);
  await git(['-c', 'advice.detachedHead=false', 'checkout', '-q', '--detach', commit]);
  // A link that leads elsewhere has not been followed yet, and goes with the rest of the unfinished folder.
  for (const { kind, path } of listing)
    if (kind === 'link') checkLink(path, readlinkSync(join(folder, path)), shown);
}

/** As docker compose finds it: the first of the usual names. Error: UserError `remote-not-found`. */
function composeFileIn(root: string, subdir: string, shown: string): string {
  const place = join(root, subdir);
  if (!existsSync(place))
    throw new UserError('remote-not-found', `${shown} has no folder "${subdir}"`, {
      hint: 'write the folder of the Compose file behind the colon: #main:path/in/repository',
    });
  if (!statSync(place).isDirectory()) return place;
  const name = COMPOSE_NAMES.find((one) => existsSync(join(place, one)));
  if (name !== undefined) return join(place, name);
  throw new UserError(
    'remote-not-found',
    `there is no Compose file in ${subdir === '' ? 'the top folder' : `the folder "${subdir}"`} of ${shown}`,
    { hint: 'name its folder, or the file itself, behind the colon: #main:path/in/repository' },
  );
}
