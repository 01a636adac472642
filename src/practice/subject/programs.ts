import { posix } from 'node:path';
import type { ImageTree, TreeFile } from '../../layers/image-tree.ts';
import type { ImageDetails } from '../../model/observed.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';

/** Where programs are looked for: what `PATH` says, else what the engine says. */
export function pathsOf({ environment, workingDir }: ServiceSpec, details: ImageDetails): ProgramPaths {
  const ofImage = details.env.find((line) => line.startsWith('PATH='))?.slice('PATH='.length);
  const path = environment.get('PATH') ?? ofImage ?? DEFAULT_PATH;
  const folder = workingDir ?? (details.workingDir || '/');
  return { folders: path.split(':').filter(Boolean), workingDir: posix.resolve('/', folder) };
}

export interface ProgramPaths {
  readonly folders: readonly string[];
  readonly workingDir: string;
}

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Where a program may be, the first place that counts first. */
export const placesOf = (program: string, { folders, workingDir }: ProgramPaths): readonly string[] =>
  program.includes('/')
    ? [posix.resolve(workingDir, program)]
    : folders.map((folder) => posix.resolve(workingDir, folder, program));

/** The file that runs, links followed; none: there is no such program. */
export function fileOfProgram(tree: ImageTree, program: string, paths: ProgramPaths): readonly TreeFile[] {
  for (const place of placesOf(program, paths)) {
    const found = tree.at(place);
    if (found?.file.kind === 'file' && (found.file.mode & ANY_EXECUTE) > 0) return [found];
  }
  return [];
}

const ANY_EXECUTE = 0o111;
