import type { Problem } from '../../diagnostics/problem.ts';
import { SpecError } from '../../diagnostics/spec-error.ts';
import type { InstanceFinding } from '../../instance/finding.ts';
import { instanceProject } from '../../model/instance.ts';
import type { Project } from '../../model/project.ts';
import type { LoadRequest, Needs } from '../../spec/files/load-request.ts';
import { type LoadDetails, type LoadedProject, loadWithDetails } from '../../spec/load/load-project.ts';
import type { LoadHooks, NameContext } from '../../spec/load/load-tree.ts';
import type { FilePort } from '../../spec/read/file-port.ts';
import { WrittenOnSwarm } from '../context/on-swarm.ts';
import { askedInstance, type InstanceAsker } from '../instances/asked-instance.ts';
import { AskedVariables } from '../instances/asked-variables.ts';
import type { InstanceRecord } from '../instances/instance-record.ts';

export type Loaded = LoadedProject & {
  readonly details: LoadDetails;
  /** The project as the files have it, where an instance of it is meant. */
  readonly written?: Project;
};

/**
 * The project of the files, or the instance of it that is meant. Files that ask where ports are published are read again once that is
 * known.
 *
 * Error: SpecError; UserError `bad-instance`, `git-failed`, `bad-usage`; WrittenOnSwarm.
 */
export async function loadInstance(
  cli: InstanceAsker,
  request: LoadRequest,
  files: FilePort,
  witness: LoadHooks = {},
): Promise<Loaded> {
  const asked = new AskedVariables();
  let instance: string | undefined;
  const first = await loadFiles(request, files, {
    ...witness,
    onName: async (name, context) => {
      if (context.on === 'swarm' && cli.globals.on === undefined) throw new WrittenOnSwarm();
      instance = await instanceFor(cli, context);
      const project = instance === undefined ? name : instanceProject(name, instance);
      return (await witness.onName?.(project, context)) ?? project;
    },
    offer: asked.offer,
  });
  if (instance === undefined && asked.isEmpty) return first;
  const record =
    instance === undefined
      ? undefined
      : await recordOf(cli, request, await withPortsOf(first.project, asked), instance);
  const named = instance === undefined ? first.project.name : instanceProject(first.project.name, instance);
  const { needs = 'containers' } = request;
  const isComplete = asked.isEmpty || !NEEDS_PORTS[needs];
  const loaded = isComplete
    ? first
    : await loadAgain(cli, request, files, {
        name: named,
        known: await asCopy(cli, first.project, instance, record),
        ...(witness.history && { history: witness.history }),
      });
  if (instance === undefined) return loaded;
  const { project, findings } = await copyOf(cli, loaded.project, instance, record);
  const problems = await problemsOf(findings, request, files);
  return { ...loaded, project, written: loaded.project, warnings: [...loaded.warnings, ...problems] };
}

/** Most projects have no remote files, and load none of their code. */
async function loadFiles(
  request: LoadRequest,
  files: FilePort,
  hooks: LoadHooks,
): Promise<LoadedProject & { readonly details: LoadDetails }> {
  const loaded = await loadWithDetails(request, files, hooks);
  if (!loaded.project.remotes || request.keepsBuilds) return loaded;
  const { withoutLostBuilds } = await import('./lost-builds.ts');
  return { ...loaded, project: withoutLostBuilds(loaded.project, files) };
}

/** Most projects are no instance, and load none of its code. */
async function instanceFor(cli: InstanceAsker, context: NameContext): Promise<string | undefined> {
  const isAsked = askedInstance(cli) ?? context.instance ?? context.variables.get('GANTRY_INSTANCE');
  if (!isAsked) return undefined;
  const { whichInstance } = await import('../instances/which-instance.ts');
  return whichInstance(cli, context);
}

/** Who looks at values, so that ports have to be known. Others take what is. */
const NEEDS_PORTS: { readonly [N in Needs]: boolean } = {
  names: false,
  starts: true,
  images: true,
  containers: true,
};

/** Where the files ask for ports, those of services that the command does not take have to be known too. */
async function withPortsOf(written: Project, asked: AskedVariables): Promise<Project> {
  if (asked.isEmpty) return written;
  const { allServices } = await import('../instances/port-variables.ts');
  return { ...written, services: allServices(written) };
}

async function recordOf(
  cli: InstanceAsker,
  { needs = 'containers' }: LoadRequest,
  written: Project,
  instance: string,
): Promise<InstanceRecord | undefined> {
  const { readMap } = await import('../instances/read-map.ts');
  const { readInstance } = await import('../instances/instance-record.ts');
  const map = readMap(cli.globals.map);
  const name = instanceProject(written.name, instance);
  if (!NEEDS_PORTS[needs]) return readInstance(cli.environment, name);
  const { completeRecord } = await import('../instances/instance-ports.ts');
  return completeRecord(cli, name, written, map);
}

const asCopy = async (
  cli: InstanceAsker,
  written: Project,
  instance: string | undefined,
  record: InstanceRecord | undefined,
): Promise<Project> =>
  instance === undefined ? written : (await copyOf(cli, written, instance, record)).project;

async function copyOf(
  cli: InstanceAsker,
  written: Project,
  name: string,
  record: InstanceRecord | undefined,
) {
  const { asInstance } = await import('../../instance/as-instance.ts');
  const { instanceOwner: owner } = cli.globals;
  return asInstance(written, { name, ...record, ...(owner && { owner }) });
}

async function loadAgain(
  cli: InstanceAsker,
  request: LoadRequest,
  files: FilePort,
  { name, known, history }: { readonly name: string; readonly known: Project } & Pick<LoadHooks, 'history'>,
): Promise<Loaded> {
  history?.forget();
  const { allServices, portVariables } = await import('../instances/port-variables.ts');
  const { hostOf } = await import('../instances/host-of.ts');
  const engine = await cli.engine().catch(() => undefined);
  const values = portVariables(allServices(known), hostOf(engine?.endpoint ?? ''));
  return loadFiles(request, files, {
    onName: () => Promise.resolve(name),
    offer: (variable) => values.get(variable),
    ...(history && { history }),
  });
}

/** Error: SpecError, where there can be no instance. Who needs the names alone, to end it, is told nothing. */
async function problemsOf(
  findings: readonly InstanceFinding[],
  request: LoadRequest,
  files: FilePort,
): Promise<readonly Problem[]> {
  const { needs = 'containers', options = {} } = request;
  // Nor is whoever looks at services that are switched off, too.
  const isTold = needs === 'containers' && options.checkConsistency !== false;
  const told = isTold ? findings.filter(({ severity }) => severity !== 'info' || options.lint) : [];
  if (told.length === 0) return [];
  const { locateSettings } = await import('../../spec/explain/locate-settings.ts');
  const concerns = told.map(({ about = { settings: [] } }) => about);
  const places = await locateSettings(concerns, request, files).catch(() => []);
  const problems = told.map(({ about: _, ...finding }, index): Problem => {
    const at = places[index];
    return { ...finding, ...(at && { at }) };
  });
  if (problems.some(({ severity }) => severity === 'error')) throw new SpecError(problems);
  return problems;
}
