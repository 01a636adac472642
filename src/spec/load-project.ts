import type { Problem } from '../diagnostics/problem.ts';
import { SpecError } from '../diagnostics/spec-error.ts';
import type { Project } from '../model/project.ts';
import { type Declared, decodeProject } from './decode/decode-project.ts';
import type { FilePort } from './file-port.ts';
import type { Finding, Place, Report } from './finding.ts';
import type { LoadRequest } from './load-request.ts';
import { loadTree } from './load-tree.ts';
import { locate } from './locate.ts';
import { normalise, takeContents } from './normalise.ts';
import { pruneResources, usesOf } from './prune-resources.ts';
import { resolveEnvironment } from './resolve-environment.ts';
import { resolvePaths } from './resolve-paths.ts';
import { checkRules } from './rules.ts';
import { enableByProfiles, reduceToNamed } from './select-services.ts';

export interface LoadedProject {
  readonly project: Project;
  readonly warnings: readonly Problem[];
  /** What the files could refer to: the environment, the env files, and the project's name. */
  readonly variables: ReadonlyMap<string, string>;
}

/**
 * From the command line to the project, phase by phase.
 *
 * Error: SpecError with all the problems of all the files, warnings included.
 */
export async function loadProject(request: LoadRequest, files: FilePort): Promise<LoadedProject> {
  const findings: Finding[] = [];
  const report: Report = (finding) => findings.push(finding);
  const { options = {}, services: names = [] } = request;

  const { sources, loaded } = loadTree(request, files, report);
  const fail = async () => new SpecError(await locate(findings, sources));
  if (!loaded) throw await fail();
  const { name, tree, found, variables, origins, placeOf } = loaded;

  const written = decodeProject(tree, { origins, report: unlessSaid(findings) });
  const based =
    options.resolvePaths === false ? written : resolvePaths(written, { ...found, homeDir: files.homeDir });
  const declared = options.normalize === false ? based : normalise(based, { projectName: name, variables });

  const all = enableByProfiles(declared.services, found.profiles, names, report);
  if (options.checkConsistency !== false)
    checkRules({ ...all, declared, tree, placeOf, report: unlessSaid(findings) });
  const selected = reduceToNamed(all, names, request.withDependencies ?? true);

  const around = { files, cwd: request.cwd, variables, placeOf, report };
  const services =
    options.resolveEnvironment === false
      ? selected.services
      : new Map([...selected.services].map(([key, service]) => [key, resolveEnvironment(service, around)]));

  if (findings.some(({ severity }) => severity === 'error')) throw await fail();
  return {
    project: {
      name,
      workingDir: found.workingDir,
      configFiles: found.configFiles,
      envFiles: found.envFiles,
      services,
      disabledServices: selected.disabledServices,
      ...pruneResources(withContents(declared, variables), usesOf(services.values())),
      extensions: declared.extensions,
    },
    warnings: await locate(findings, sources),
    variables,
  };
}

function withContents(declared: Declared, variables: ReadonlyMap<string, string>): Declared {
  return {
    ...declared,
    secrets: takeContents(declared.secrets, variables),
    configs: takeContents(declared.configs, variables),
  };
}

/** What is wrong with a value has been explained; what later phases would add is about the same mistake. */
function unlessSaid(findings: Finding[]): Report {
  const errors = findings.filter(({ severity }) => severity === 'error');
  return (finding) => {
    const { place } = finding;
    if (!errors.some((error) => error.place && place && covers(error.place, place))) findings.push(finding);
  };
}

function covers(outer: Place, inner: Place): boolean {
  return (
    outer.kind === 'path' &&
    inner.kind === 'path' &&
    outer.source === inner.source &&
    outer.document === inner.document &&
    outer.path.every((name, depth) => name === inner.path[depth])
  );
}
