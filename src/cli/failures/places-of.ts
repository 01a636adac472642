import type { Span } from '../../diagnostics/source.ts';
import type { Concern } from '../../diagnostics/user-error.ts';
import type { Project } from '../../model/project.ts';
import type { Cli } from '../context/cli.ts';
import { loadRequest } from '../files/load.ts';

/** Where the files have these settings. They are read again: whoever has nothing to tell pays nothing for places. */
export async function placesOf(
  cli: Cli,
  given: readonly Concern[],
  project: Project | undefined,
): Promise<readonly (Span | undefined)[]> {
  const concerns = given.map((about) => withKey(about, project));
  // A project that is known by its labels has no files, those of a release may say something else by now, and standard input can be read once.
  const hasFiles = project?.origin !== 'labels' && project?.release === undefined;
  if (!hasFiles || cli.globals.file.includes('-') || concerns.every(({ settings }) => settings.length === 0))
    return [];
  const { locateSettings } = await import('../../spec/explain/locate-settings.ts');
  const { nodeFiles } = await import('../files/node-files.ts');
  // A file that has been changed meanwhile and is wrong now is not what failed.
  return locateSettings(concerns, loadRequest(cli, { services: [] }), nodeFiles).catch(() => []);
}

/** The engine knows networks and volumes by their names. */
function withKey(about: Concern, project: Project | undefined): Concern {
  const [section, name] = about.of ?? [];
  if (!project || name === undefined || (section !== 'networks' && section !== 'volumes')) return about;
  const key = [...project[section]].find(([, { name: real }]) => real === name)?.[0];
  return key === undefined ? about : { ...about, of: [section, key] };
}
