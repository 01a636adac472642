import type { BuildSpec } from '../../model/build-spec.ts';
import type { Project } from '../../model/project.ts';

/** What a project was read from, and the files of variables that its services name: absolute paths. */
export function configFilesOf({ configFiles, envFiles, services, workingDir }: Project): readonly string[] {
  const own = [...services.values()].flatMap((service) => [
    ...service.envFiles.map(({ path }) => path),
    ...service.labelFiles,
  ]);
  const defaults = envFiles.length > 0 ? envFiles : [`${workingDir}/.env`];
  return [...new Set([...configFiles, ...defaults, ...own])].filter((path) => path !== '-');
}

/** The files that say what a build leaves out, there or not. */
export function ignoreFilesOf(build: BuildSpec | undefined): readonly string[] {
  return build ? [`${build.context}/.dockerignore`] : [];
}
