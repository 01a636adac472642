import { lstat, mkdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Engine } from '../../engine/port/engine.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { ArchiveEntry } from '../../reconciler/copy/unpack-into.ts';
import { type WantedArtifact, wantedArtifact } from './artifact-paths.ts';
import { type CopiedLink, makeLinks } from './copied-links.ts';

interface CopiedArtifacts {
  /** Below the folder of the service, with slashes. */
  readonly files: readonly string[];
  /** What could not be copied, in words. */
  readonly problems: readonly string[];
}

export interface ArtifactSource {
  readonly container: ContainerId;
  readonly workingDir: string;
  /** Of `x-gantry`. */
  readonly artifacts: readonly string[];
  /** Another command ran than the one that writes them: it is no problem that they are not there. */
  readonly mayLack?: boolean;
}

/**
 * Copies what a stopped container has of its artifacts to `folder`, as who runs this. Nobody need trust the container: what would be
 * written elsewhere is refused as `cp` refuses it, and its links are made when all files are there, so that none is written through one.
 */
export async function copyArtifacts(
  engine: Engine,
  { container, workingDir, artifacts, mayLack = false }: ArtifactSource,
  folder: string,
): Promise<CopiedArtifacts> {
  const files = new Set<string>();
  const links = new Map<string, CopiedLink & { readonly written: string }>();
  const problems: string[] = [];
  for (const written of artifacts) {
    const found: Found = {
      file: (path) => files.add(path),
      link: (link) => links.set(link.path, { ...link, written }),
    };
    try {
      const problem = await copyOne(engine, container, wantedArtifact(written, workingDir), folder, found);
      if (problem !== undefined && !mayLack) problems.push(`${written}: ${problem}`);
    } catch (error) {
      problems.push(`${written}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const wanted = [...links.values()];
  const leftOut = await makeLinks(folder, wanted);
  for (const link of wanted) {
    const problem = leftOut.get(link);
    if (problem !== undefined) problems.push(`${link.written}: ${problem}`);
  }
  return { files: await thoseThere(folder, files), problems };
}

/** Told of each entry before it is unpacked. */
interface Found {
  readonly file: (path: string) => void;
  readonly link: (link: CopiedLink) => void;
}

/** @returns why nothing was copied */
async function copyOne(
  engine: Engine,
  container: ContainerId,
  wanted: WantedArtifact,
  folder: string,
  found: Found,
): Promise<string | undefined> {
  const { source, pattern, target } = wanted;
  const { unpackInto } = await import('../../reconciler/copy/unpack-into.ts');
  const stat = await engine.statPath(container, source).catch((error: unknown) => {
    if (error instanceof EngineError && error.status === 404) return undefined;
    throw error;
  });
  if (!stat) return MISSING;
  if (source === '/') throw new Error('all files of the container are too many: name a folder');
  let isEmpty = true;
  const unpacked = new Set<string>();
  const apart: string[] = [];
  const accepts = ({ path, type, linkname = '' }: ArchiveEntry): boolean => {
    if (pattern && !(type !== 'directory' && pattern.covers(path))) return false;
    if (type !== 'directory') isEmpty = false;
    if (type === 'link' && path !== '' && !unpacked.has(withoutFirst(linkname))) {
      apart.push(path);
      return false;
    }
    const copied = posix.join(target, path);
    if (type === 'file' || type === 'link') {
      unpacked.add(path);
      found.file(copied);
    }
    if (type === 'symlink') found.link({ path: copied, leads: linkname });
    return type !== 'symlink';
  };
  await mkdir(folder, { recursive: true });
  await unpackInto(await engine.getArchive(container, source), { folder, name: target }, { accepts, modeOf });
  // Asked for alone, a file comes with its content, whatever other names it has.
  for (const path of apart) {
    const alone = {
      written: wanted.written,
      source: posix.join(source, path),
      target: posix.join(target, path),
    };
    await copyOne(engine, container, alone, folder, found);
  }
  if (!isEmpty) return undefined;
  return pattern ? MISSING : 'there are no files in it';
}

/** All names in an archive begin with the same part. */
const withoutFirst = (name: string): string => name.split('/').slice(1).join('/');

/** Of somebody who reads them, and removes them one day: not those of the program that wrote them, and never who runs it. */
const modeOf = (mode: number, isFolder: boolean): number => (mode & 0o777) | (isFolder ? 0o700 : 0o600);

const MISSING = 'there is no such file in the container';

/** In the order of their names. One that could not be unpacked is none. */
async function thoseThere(folder: string, files: ReadonlySet<string>): Promise<readonly string[]> {
  const there: string[] = [];
  for (const file of [...files].sort())
    if ((await lstat(join(folder, file)).catch(() => undefined))?.isFile()) there.push(file);
  return there;
}
