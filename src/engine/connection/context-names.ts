import type { DockerFiles } from './docker-files.ts';

/** The names of docker's contexts, besides `default`; docker names their folders by a hash. */
export function contextNames(files: DockerFiles): readonly string[] {
  const folder = 'contexts/meta';
  return files
    .list(folder)
    .flatMap((entry) => nameIn(files.read(`${folder}/${entry}/meta.json`)))
    .sort();
}

function nameIn(text: string | undefined): readonly string[] {
  try {
    const { Name }: { readonly Name?: string } = JSON.parse(text ?? '');
    return Name === undefined ? [] : [Name];
  } catch {
    return [];
  }
}
