import { mkdir } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import type { Engine } from '../../engine/port/engine.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { ArchiveEntry } from '../../reconciler/copy/unpack-into.ts';
import { staysInside, type WantedArtifact, wantedArtifact } from './artifact-paths.ts';

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
}

/**
 * Copies what a stopped container has of its artifacts to `folder`, as who runs this. Nobody need trust the container: what would be
 * written elsewhere is refused as `cp` refuses it, and a link that leads out of the folder is left out.
 */
export async function copyArtifacts(
  engine: Engine,
  { container, workingDir, artifacts }: ArtifactSource,
  folder: string,
): Promise<CopiedArtifacts> {
  const files = new Set<string>();
  const problems: string[] = [];
  for (const written of artifacts) {
    try {
      const wanted = wantedArtifact(written, workingDir);
      const copied = await copyOne(engine, container, wanted, folder);
      for (const file of copied.files) files.add(file);
      for (const link of copied.links) problems.push(`${written}: the link ${link} leads out of the folder`);
      if (copied.files.length === 0 && copied.links.length === 0)
        problems.push(`${written}: there is no such file in the container`);
    } catch (error) {
      problems.push(`${written}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { files: [...files].sort(), problems };
}

interface CopiedOne {
  readonly files: readonly string[];
  /** Those that were left out. */
  readonly links: readonly string[];
}

async function copyOne(
  engine: Engine,
  container: ContainerId,
  { source, pattern, target }: WantedArtifact,
  folder: string,
): Promise<CopiedOne> {
  const { unpackInto } = await import('../../reconciler/copy/unpack-into.ts');
  const stat = await engine.statPath(container, source).catch((error: unknown) => {
    if (error instanceof EngineError && error.status === 404) return undefined;
    throw error;
  });
  if (!stat) return { files: [], links: [] };
  if (source === '/') throw new Error('all files of the container are too many: name a folder');
  const files: string[] = [];
  const links: string[] = [];
  const accepts = ({ path, type, linkname = '' }: ArchiveEntry): boolean => {
    if (pattern && !(type !== 'directory' && pattern.covers(path))) return false;
    const copied = posix.join(target, path);
    if (type === 'symlink' && !staysInside(copied, linkname)) {
      links.push(copied);
      return false;
    }
    if (type === 'file' || type === 'link') files.push(copied);
    return true;
  };
  const place = join(folder, target);
  const into = target === '.' ? folder : dirname(place);
  await mkdir(into, { recursive: true });
  const name = target === '.' ? '.' : posix.basename(target);
  await unpackInto(await engine.getArchive(container, source), { folder: into, name }, accepts);
  return { files, links };
}
