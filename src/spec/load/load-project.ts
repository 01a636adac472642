import type { Problem } from '../../diagnostics/problem.ts';
import type { Source } from '../../diagnostics/source.ts';
import { SpecError } from '../../diagnostics/spec-error.ts';
import type { Project } from '../../model/project.ts';
import type { Secrecy } from '../../model/secrecy.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { isTrue } from '../../util/is-true.ts';
import { type Declared, decodeProject } from '../attributes/decode-project.ts';
import type { LoadRequest, Needs } from '../files/load-request.ts';
import type { FilePort } from '../read/file-port.ts';
import type { Remotes } from '../read/remotes.ts';
import { fromEnvFiles } from '../resolve/from-env-files.ts';
import { matchNames } from '../resolve/match-names.ts';
import { fillContents, normalise, passVariables } from '../resolve/normalise.ts';
import { pruneModels, pruneResources, usesOf } from '../resolve/prune-resources.ts';
import { type EnvironmentSources, resolveEnvironment } from '../resolve/resolve-environment.ts';
import { resolvePaths } from '../resolve/resolve-paths.ts';
import { enableByProfiles, reduceToNamed } from '../resolve/select-services.ts';
import { checkRules } from '../rules/check-rules.ts';
import type { Finding, Place, Report } from '../tree/finding.ts';
import type { Origins } from '../tree/origins.ts';
import type { Path, TreeMap } from '../tree/tree.ts';
import { type LoadHooks, loadTree } from './load-tree.ts';
import { type Known, shownTexts, type TextOfFile, toProblems } from './to-problems.ts';

export interface LoadedProject {
  readonly project: Project;
  readonly warnings: readonly Problem[];
  /** What the files could refer to: the environment, the env files, and the project's name. */
  readonly variables: ReadonlyMap<string, string>;
}

/** The result of loading, for code that explains values or locates them. */
export interface LoadDetails {
  readonly tree: TreeMap;
  readonly origins: Origins;
  readonly variables: ReadonlyMap<string, string>;
  /** Those that a service, secret or config sees (`services.web`): an included file may have more. */
  readonly variablesOf: (name: string) => ReadonlyMap<string, string>;
  readonly workingDir: string;
  readonly placeOf: (path: Path, part?: 'key' | 'value') => Place | undefined;
  /** Findings of others, as those of loading become problems. `dockerfiles` are the sources of places that are in one. */
  readonly problemsOf: (
    findings: readonly Finding[],
    dockerfiles: ReadonlySet<Source>,
  ) => Promise<readonly Problem[]>;
  /** Texts that files have, or are to get, as they may be shown. */
  readonly shown: (texts: readonly TextOfFile[], dockerfiles: ReadonlySet<Source>) => readonly string[];
}

/**
 * From the command line to the project, phase by phase.
 *
 * Error: SpecError with all the problems of all the files, warnings included.
 */
export async function loadProject(
  request: LoadRequest,
  files: FilePort,
  hooks: LoadHooks = {},
): Promise<LoadedProject> {
  const { project, warnings, variables } = await loadWithDetails(request, files, hooks);
  return { project, warnings, variables };
}

/** The same, with the details of loading. Error: SpecError, as `loadProject`. */
export async function loadWithDetails(
  request: LoadRequest,
  ownFiles: FilePort,
  witness: LoadHooks = {},
): Promise<LoadedProject & { readonly details: LoadDetails }> {
  const findings: Finding[] = [];
  const report: Report = (finding) => findings.push(finding);
  const { options = {} } = request;
  const { history } = witness;

  const { sources, variables, loaded, files } = await loadTree(request, ownFiles, report, witness);
  if (!loaded) throw new SpecError(await toProblems(findings, request, { sources, variables }));
  const { name, tree, found, includedVariables, origins, placeOf, gaps, secretVariables, remotes } = loaded;

  const written = decodeProject(tree, { origins, report: unlessReported(findings) });
  const based =
    options.resolvePaths === false ? written : resolvePaths(written, { ...found, homeDir: files.homeDir });
  const complete = options.normalize === false ? passVariables : normalise;
  const declared = complete(based, { projectName: name, variables });

  const nameSeparator =
    request.compatibility || isTrue(variables.get('COMPOSE_COMPATIBILITY')) ? '_' : undefined;

  const names = namedServices(request, declared, found.profiles);
  const all = enableByProfiles(declared.services, found.profiles, names, report);
  if (options.checkConsistency !== false)
    checkRules({
      ...all,
      declared,
      projectName: name,
      separator: nameSeparator ?? '-',
      prunes: options.pruneResources !== false,
      tree,
      placeOf,
      gaps,
      isRight: !hasErrors(findings),
      report: unlessReported(findings),
      lint: options.lint ?? false,
      forSwarm: options.forSwarm ?? false,
    });
  const selected = reduceToNamed(all, names, request.withDependencies ?? true);

  const variablesOf = (name: string) => includedVariables.get(name) ?? variables;
  const context = {
    files,
    remotes,
    cwd: request.cwd,
    workingDir: found.workingDir,
    placeOf,
    report,
    history,
  };
  const needs = request.needs ?? 'containers';
  const needsEnvironment = READS_ENVIRONMENT[needs];
  const services = new Map(
    [...selected.services].map(([key, service]) => [
      key,
      options.resolveEnvironment !== false && needsEnvironment(service)
        ? resolveEnvironment(service, { ...context, variables: variablesOf(`services.${key}`) })
        : service,
    ]),
  );

  const resources = withContents(declared, variablesOf);
  const secrecy = (resolved: ReadonlyMap<string, ServiceSpec>): Secrecy => ({
    fromEnvFiles: fromEnvFiles(declared.services, resolved),
    variables: secretVariables.names(),
    ...secretVariables.found(),
  });
  const known: Known = {
    sources,
    others: origins.documents().map(({ source }) => source),
    variables,
    secrets: secretVariables,
    files,
    project: () => {
      // A service that is switched off may have the secret that another one repeats.
      const everything = new Map([...declared.services, ...services]);
      const read = resolveQuietly(everything, context, variablesOf);
      return { ...resources, services: read, secrecy: secrecy(read) };
    },
  };
  if (hasErrors(findings)) throw new SpecError(await toProblems(findings, request, known));
  const defaultPlatform = variables.get('DOCKER_DEFAULT_PLATFORM');
  return {
    project: {
      origin: 'files',
      name,
      workingDir: found.workingDir,
      configFiles: found.configFiles,
      envFiles: found.envFiles,
      ...remoteParts(remotes),
      services,
      disabledServices: selected.disabledServices,
      ...(options.pruneResources === false
        ? resources
        : pruneResources(resources, usesOf(services.values()))),
      extensions:
        options.pruneResources === false
          ? declared.extensions
          : pruneModels(declared.extensions, usesOf(services.values())),
      ...(defaultPlatform ? { defaultPlatform } : {}),
      ...(nameSeparator && { nameSeparator }),
      secrecy: secrecy(services),
    },
    // Only who uses a value has to know what is odd about it.
    warnings: USES_VALUES[needs] ? await toProblems(findings, request, known) : [],
    variables,
    details: {
      tree,
      origins,
      variables,
      variablesOf,
      workingDir: found.workingDir,
      placeOf,
      problemsOf: (more, dockerfiles) => toProblems(more, request, { ...known, dockerfiles }),
      shown: (texts, dockerfiles) => shownTexts(texts, request, { ...known, dockerfiles }),
    },
  };
}

function remoteParts(remotes: Remotes): Pick<Project, 'remotes' | 'remoteVariables'> {
  const files = remotes.all();
  return files.length === 0 ? {} : { remotes: files, remoteVariables: remotes.variables() };
}

/** Services with what their env files have, as far as these can be read. */
function resolveQuietly(
  services: ReadonlyMap<string, ServiceSpec>,
  sources: Omit<EnvironmentSources, 'variables'>,
  variablesOf: (name: string) => ReadonlyMap<string, string>,
): ReadonlyMap<string, ServiceSpec> {
  const quiet = { ...sources, report: () => {}, history: undefined };
  return new Map(
    [...services].map(([key, service]) => [
      key,
      filledIn(resolveEnvironment(service, { ...quiet, variables: variablesOf(`services.${key}`) })),
    ]),
  );
}

/** Where a variable is missing, a value is still what the file has: the variable and a message, and nothing to hide. */
function filledIn(service: ServiceSpec): ServiceSpec {
  const isFilled = ([, value]: readonly [string, string | null]) => !value?.includes('${');
  return [...service.environment].every(isFilled)
    ? service
    : { ...service, environment: new Map([...service.environment].filter(isFilled)) };
}

/** Of which services the env files are read. */
const READS_ENVIRONMENT: { readonly [N in Needs]: (service: ServiceSpec) => boolean } = {
  names: () => false,
  // A container that exists has its environment already; its hooks run in containers of their own.
  starts: ({ preStart }) => preStart !== undefined,
  images: () => false,
  containers: () => true,
};

const USES_VALUES: { readonly [N in Needs]: boolean } = {
  names: false,
  starts: false,
  images: true,
  containers: true,
};

const hasErrors = (findings: readonly Finding[]): boolean =>
  findings.some(({ severity }) => severity === 'error');

function namedServices(
  { services = [], servicePatterns }: LoadRequest,
  declared: Declared,
  profiles: readonly string[],
): readonly string[] {
  if (!servicePatterns) return services;
  // A pattern matches active services only; a service that profiles switch off has to be named.
  const { services: on } = enableByProfiles(declared.services, profiles, [], () => {});
  return matchNames(services, [...on.keys()]);
}

function withContents(
  { networks, volumes, secrets, configs }: Declared,
  variablesOf: (name: string) => ReadonlyMap<string, string>,
): Pick<Project, 'networks' | 'volumes' | 'secrets' | 'configs'> {
  return {
    networks,
    volumes,
    secrets: fillContents(secrets, (key) => variablesOf(`secrets.${key}`)),
    configs: fillContents(configs, (key) => variablesOf(`configs.${key}`)),
  };
}

/** Drops findings of later phases about a value whose problem has been reported: they follow from the same mistake. */
function unlessReported(findings: Finding[]): Report {
  const reported = new Map<Source, Set<string>>();
  for (const { severity, place } of findings) {
    if (severity !== 'error' || place?.kind !== 'path') continue;
    const places = reported.get(place.source) ?? new Set();
    reported.set(place.source, places.add(nameOf(place, place.path.length)));
  }
  return (finding) => {
    const { place } = finding;
    const places = place?.kind === 'path' ? reported.get(place.source) : undefined;
    const isReported =
      places !== undefined &&
      place?.kind === 'path' &&
      [place.path, ...place.path].some((_, depth) => places.has(nameOf(place, depth)));
    if (!isReported) findings.push(finding);
  };
}

/** The first members of a path, as one text. */
const nameOf = ({ document, path }: Extract<Place, { kind: 'path' }>, depth: number): string =>
  JSON.stringify([document, ...path.slice(0, depth)]);
