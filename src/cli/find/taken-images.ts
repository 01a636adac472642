import type { Project } from '../../model/project.ts';
import type { Cli } from '../context/cli.ts';

/**
 * The project with what its builds take of each other's images, as their Dockerfiles say now.
 *
 * @param args over those of the files
 */
export async function withTakenImages(
  { cwd }: Pick<Cli, 'cwd'>,
  project: Project,
  args: ReadonlyMap<string, string | null> = new Map(),
): Promise<Project> {
  const all = [...project.services.values(), ...project.disabledServices.values()];
  if (all.filter(({ build }) => build !== undefined).length < 2) return project;
  const { takenImages } = await import('../../reach/taken-images.ts');
  const { shownPath } = await import('../../spec/read/read-source.ts');
  const { readText } = await import('../../util/read-text.ts');
  const read = new Map<string, string | undefined>();
  const found = takenImages(project, {
    args,
    show: (path) => shownPath(path, cwd),
    // Many services share one.
    read: (path) => {
      if (!read.has(path)) read.set(path, readText(path));
      return read.get(path);
    },
  });
  return { ...project, takenImages: found };
}
