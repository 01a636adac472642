import type { Problem } from '../../diagnostics/problem.ts';
import { SpecError } from '../../diagnostics/spec-error.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { isLocal } from '../../engine/connection/is-local.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { Loader } from '../../spec/explain/load-explained.ts';
import type { LoadOptions, LoadRequest, Needs } from '../../spec/files/load-request.ts';
import type { LoadDetails, LoadedProject } from '../../spec/load/load-project.ts';
import type { LoadHooks } from '../../spec/load/load-tree.ts';
import type { FilePort } from '../../spec/read/file-port.ts';
import type { Cli } from '../context/cli.ts';
import type { Terminal } from '../context/terminal.ts';

export interface Selection {
  /** Named on the command line; empty: all. */
  readonly services: readonly string[];
  /** They may be patterns. Default: false. */
  readonly servicePatterns?: boolean;
  /** Keep what they depend on. Default: true. */
  readonly withDependencies?: boolean;
  /** Default: `containers`. */
  readonly needs?: Needs;
  /** As in `LoadRequest`. */
  readonly keepsBuilds?: boolean;
  readonly options?: LoadOptions;
}

/** Reads the files that the flags name, and tells the user what is odd about them. Error: SpecError. */
export async function loadProjectFor(cli: Cli, selection: Selection, witness?: LoadHooks): Promise<Project> {
  const loaded = await loadWith(cli, selection, witness);
  await reportWarnings(cli, loaded.warnings);
  // Who needs the names alone looks at no file of a secret.
  if (selection.needs === 'names') return { ...loaded.project, variables: loaded.variables };
  const project = await completeProject(cli, loaded);
  await reportWarnings(cli, await lostAttributesIn(cli, project));
  return project;
}

/** What the files ask for of secrets and configs, and only this machine tells that it cannot be. */
export async function lostAttributesIn(cli: Cli, project: Project): Promise<readonly Problem[]> {
  if (![...project.services.values()].some(hasAttributes)) return [];
  const { lostAttributes } = await import('../../planner/request/lost-attributes.ts');
  const { problemsOfLost } = await import('./problems-of-lost.ts');
  return problemsOfLost(lostAttributes(project), loadRequest(cli, { services: [] }));
}

const hasAttributes = ({ secrets, configs }: ServiceSpec): boolean =>
  [...secrets, ...configs].some(({ uid, gid, mode }) => (uid ?? gid ?? mode) !== undefined);

/** With what this machine has of it. */
export async function completeProject(
  cli: Cli,
  { project: loaded, variables }: LoadedProject,
): Promise<Project> {
  const project = { ...loaded, variables };
  const files = [...project.secrets.values(), ...project.configs.values()];
  if (!files.some(({ from }) => from.kind === 'file')) return project;
  const { withFoundFiles } = await import('./found-files.ts');
  return withFoundFiles(project, await isEngineLocal(cli));
}

/** Who cannot be reached will be told of elsewhere. */
export async function isEngineLocal(cli: Cli): Promise<boolean> {
  const engine = await cli.engine().catch(() => undefined);
  return engine === undefined || isLocal(engine);
}

export async function loadWith(cli: Cli, selection: Selection, witness?: LoadHooks): Promise<LoadedProject> {
  const { details: _, ...loaded } = await loadWithDetailsOf(cli, selection, witness);
  return loaded;
}

/** The same, with what only loading knows. @param texts by absolute path: what a file would say */
export async function loadWithDetailsOf(
  cli: Cli,
  selection: Selection,
  witness?: LoadHooks,
  texts: ReadonlyMap<string, string> = new Map(),
): Promise<LoadedProject & { readonly details: LoadDetails }> {
  const { loadInstance } = await import('./load-instance.ts');
  const { nodeFiles } = await import('./node-files.ts');
  const files = texts.size === 0 ? nodeFiles : withTexts(nodeFiles, texts);
  const written = await loadInstance(cli, loadRequest(cli, selection), files, witness).catch(
    (error: unknown) => {
      throw aboutTheCommand(error);
    },
  );
  const isRemote = written.project.remotes !== undefined && selection.needs !== 'names';
  const loaded = isRemote ? { ...written, project: await agreedRemote(cli, written) } : written;
  // Who needs the names alone runs no image.
  if (!cli.globals.locked || selection.needs === 'names') return loaded;
  const { lockedProject } = await import('../lock-file/locked-project.ts');
  const request = loadRequest(cli, { services: [] });
  return { ...loaded, project: await lockedProject(cli, loaded.project, request, files) };
}

/**
 * Whatever runs, builds or asks a registry has loaded the project here.
 *
 * @returns the project that mounts copies of its remote files
 * Error: UserError `bad-usage`, `remote-refused`.
 */
async function agreedRemote(cli: Cli, { project, variables }: LoadedProject): Promise<Project> {
  const { needsAgreement } = await import('../context/is-harmless.ts');
  const { makeCopies, mountingCopies } = await import('../remote/working-copy.ts');
  const mounting = mountingCopies(cli.environment, project);
  if (!needsAgreement(cli.globals.command, cli.globals.dryRun)) return mounting;
  const { requireAgreement } = await import('../remote/agree-to-remote.ts');
  await requireAgreement(cli, { ...mounting, variables });
  makeCopies(mounting);
  return mounting;
}

/** For what follows values back to the files: loads the instance that is meant. */
export const instanceLoader =
  (cli: Cli): Loader =>
  async (request, files, hooks) => {
    const { loadInstance } = await import('./load-instance.ts');
    return loadInstance(cli, request, files, hooks);
  };

const withTexts = (files: FilePort, texts: ReadonlyMap<string, string>): FilePort => ({
  ...files,
  read: (path) => texts.get(path) ?? files.read(path),
});

/** Where nothing else is wrong, it is the command that names a service which the files do not have. */
function aboutTheCommand(error: unknown): unknown {
  if (!(error instanceof SpecError)) return error;
  const [first, ...others] = error.problems.filter(({ severity }) => severity === 'error');
  if (first?.code !== 'unknown-service' || first.at !== undefined || others.length > 0) return error;
  return new UserError('no-such-service', first.message, { hint: first.hint });
}

/** What the flags and the environment say about which project is meant. */
export function loadRequest(cli: Cli, selection: Selection): LoadRequest {
  const { cwd, environment, globals } = cli;
  return {
    async fetchRemote(...asked) {
      const { nodeFiles } = await import('./node-files.ts');
      const { fetchRemoteWith } = await import('../remote/fetch-remote.ts');
      return fetchRemoteWith(cli, nodeFiles)(...asked);
    },
    cwd,
    environment,
    files: globals.file,
    envFiles: globals.envFile,
    profiles: globals.profile,
    ...(globals.projectName !== undefined && { projectName: globals.projectName }),
    ...(globals.projectDirectory !== undefined && { projectDirectory: globals.projectDirectory }),
    ...(globals.compatibility && { compatibility: true }),
    ...selection,
    options: {
      ...selection.options,
      ...(globals.reveal && { reveal: true }),
      ...(globals.allResources && { pruneResources: false }),
      ...(globals.strict && { lint: true }),
      ...(globals.on === 'swarm' && { forSwarm: true }),
    },
  };
}

/** Under `--strict` a warning is as bad as an error. */
export async function reportWarnings(cli: Cli, found: readonly Problem[]): Promise<void> {
  if (found.length === 0) return;
  const bad = found.filter(({ severity }) => severity !== 'info');
  if (cli.globals.strict && bad.length > 0)
    throw new SpecError(bad.map((warning) => ({ ...warning, severity: 'error' })));
  if (cli.globals.logLevel === 'error' || cli.globals.logLevel === 'fatal') return;
  const { oncePerVariable } = await import('./once-per-variable.ts');
  const warnings = oncePerVariable(found, toldTo(cli.stderr));
  if (cli.globals.progress === 'json') {
    const { warningToJson } = await import('../../ui/errors/error-to-json.ts');
    for (const warning of warnings) cli.stderr.write(`${JSON.stringify(warningToJson(warning))}\n`);
    return;
  }
  const { showWarnings } = await import('../../ui/errors/show-error.ts');
  cli.stderr.write(showWarnings(warnings, { colour: cli.errorColour }));
}

/** The variables that the reader of a terminal has been told of: `watch`, and `up` after a question, read the files again. */
const told = new WeakMap<Terminal, Set<string>>();

function toldTo(terminal: Terminal): Set<string> {
  const known = told.get(terminal) ?? new Set();
  told.set(terminal, known);
  return known;
}
