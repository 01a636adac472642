import type { Project } from '../../model/project.ts';
import type { Secrecy } from '../../model/secrecy.ts';
import { type Hide, secretHider as hiderFor, secretTexts as textsOf } from '../../model/secret-hider.ts';
import { fromEnvFiles } from '../../spec/resolve/from-env-files.ts';
import { resolveEnvironment } from '../../spec/resolve/resolve-environment.ts';
import { readText } from '../../util/read-text.ts';
import { nodeFiles } from '../files/node-files.ts';

/** Takes the secrets of a project out of what containers, probes and builds wrote, also those that are in files. */
export const secretHider = (project: Project | undefined, dots?: (secret: string) => string): Hide =>
  hiderFor(project && withEnvFiles(project), { readFile: readText, ...(dots && { dots }) });

/** The texts themselves, for a pipeline that hides them in its log. */
export const secretTexts = (project: Project): ReadonlySet<string> =>
  textsOf(withEnvFiles(project), { readFile: readText });

/** A command that needs no values has not read them; one that shows what a container wrote has to know them. */
function withEnvFiles(project: Project): Project {
  const { workingDir, variables = new Map() } = project;
  const sources = {
    files: nodeFiles,
    cwd: workingDir,
    workingDir,
    variables,
    placeOf: () => undefined,
    // What is wrong with an env file is not what failed.
    report: () => {},
  };
  const services = new Map(
    [...project.services].map(([key, service]) => [key, resolveEnvironment(service, sources)]),
  );
  const known: Secrecy = project.secrecy ?? {
    fromEnvFiles: new Map(),
    variables: new Set(),
    values: [],
    filled: [],
  };
  const found = new Map([...known.fromEnvFiles, ...fromEnvFiles(project.services, services)]);
  return { ...project, services, secrecy: { ...known, fromEnvFiles: found } };
}
