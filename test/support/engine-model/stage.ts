import { networkId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { Project } from '../../../src/model/project.ts';
import type { FoundFile, SecretSpec } from '../../../src/model/secret-spec.ts';
import type { UpIntent } from '../../../src/planner/snapshot/intent.ts';
import { inspectionsNeeded, planUp } from '../../../src/planner/up/plan-up.ts';
import { Sensitive } from '../../../src/util/sensitive.ts';
import { type LoadSettings, loadFiles } from '../load-files.ts';
import { contextOf } from '../planning.ts';
import { aWorld, type Container, hex, isUp, type World } from './objects.ts';
import { inspect, observe } from './observe.ts';
import { settle } from './operate.ts';
import type { ProjectChoices } from './random-project.ts';
import { type RunOptions, runPlan } from './run-plan.ts';
import { writeProject } from './write-project.ts';

const LONG_AGO = 1_600_000_000;

/** An engine with the network and the volume that a project calls external. */
export function anEngine(outside = 'outside', kept = 'kept'): World {
  const world = aWorld();
  const id = networkId(hex(outside));
  world.networks.set(id, { id, name: outside, driver: 'bridge', labels: {}, settings: {} });
  world.volumes.set(kept, { name: kept, driver: 'local', labels: {}, options: {}, madeAt: LONG_AGO });
  return world;
}

/** @param madeAt when the file of its config was put there; seconds since 1970 */
export const load = (choices: ProjectChoices, madeAt = LONG_AGO): Promise<Project> =>
  loadText(JSON.stringify(writeProject(choices)), choices.fileVersion, { madeAt });

/** As a command loads it that names services, or leaves out what these depend on. */
export const loadNamed = (
  choices: ProjectChoices,
  { services, noDeps = false }: Pick<UpIntent, 'services' | 'noDeps'>,
): Promise<Project> =>
  loadText(JSON.stringify(writeProject(choices)), choices.fileVersion, {
    selection: { withDependencies: !noDeps, ...(services && { services }) },
  });

interface TextOptions {
  readonly madeAt?: number;
  readonly projectName?: string;
  readonly selection?: LoadSettings;
}

/** The project of a Compose file, and what is in the file of its config. */
export async function loadText(
  text: string,
  fileVersion: number,
  { madeAt = LONG_AGO, projectName = 'app', selection = {} }: TextOptions = {},
): Promise<Project> {
  const { project } = await loadFiles(text, { projectName, ...selection });
  const found: FoundFile = {
    onEngineHost: true,
    content: { content: new Sensitive(`version ${fileVersion}`) },
    mode: 0o644,
    uid: 0,
    gid: 0,
    madeAtMs: madeAt * 1000,
  };
  const withFound = ([key, spec]: readonly [string, SecretSpec]): readonly [string, SecretSpec] =>
    spec.from.kind === 'file' ? [key, { ...spec, from: { ...spec.from, found } }] : [key, spec];
  return { ...project, configs: new Map([...project.configs].map(withFound)) };
}

export function planFor(world: World, project: Project, intent: UpIntent = {}): Plan {
  const context = contextOf(project, observe(world, project.name), intent);
  return planUp(context, inspect(world, inspectionsNeeded(context)));
}

/** The engine after `up`, when things have settled. */
export const up = (world: World, project: Project, intent: UpIntent = {}, options: RunOptions = {}): World =>
  settle(runPlan(world, planFor(world, project, intent), options));

export interface Begun {
  readonly old: Project;
  readonly next: Project;
  /** The old project as it runs; a moment before its files became those of the next one. */
  readonly world: World;
}

/** The project before a change runs, and its files are changed. */
export async function begin(
  { before, after }: { readonly before: ProjectChoices; readonly after: ProjectChoices },
  order?: number,
): Promise<Begun> {
  const old = await load(before);
  const world = up(anEngine(), old, {}, order === undefined ? {} : { order });
  world.clock += 2;
  const isOtherFile = before.fileVersion !== after.fileVersion;
  return { old, next: await load(after, isOtherFile ? world.clock - 1 : LONG_AGO), world };
}

/**
 * Whether a container that this project says nothing of has a port or an address that somebody is to have.
 *
 * @param keeps with `--no-recreate`: those of the project's own services keep what they have, too
 */
export function isBlocked(
  world: World,
  { services, networks: declared, name: project }: Project,
  keeps = false,
): boolean {
  const isForeign = ({ request: { Labels } }: Container): boolean =>
    Labels[LABEL.project] !== project || !services.has(Labels[LABEL.service] ?? '');
  const others = [...world.containers.values()].filter(isForeign);
  // One that goes only where its addresses are needed, and that somebody stays on.
  const names = new Set([...declared.values()].map(({ name }) => name));
  const stays = [...world.networks.values()].filter(
    ({ name, settings }) =>
      settings.IPAM && !names.has(name) && others.some(({ networks }) => networks.has(name)),
  );
  if (stays.length > 0) return true;
  const takenFrom = (service: string): ReadonlySet<string | undefined> => {
    const all = keeps ? [...world.containers.values()].filter((own) => !isOf(own, service)) : others;
    return new Set(all.filter(isUp).flatMap(heldBy));
  };
  return [...services.values()].some(({ name, ports, networks }) => {
    const taken = takenFrom(name);
    return (
      ports.some(({ published }) => taken.has(published)) ||
      [...networks.values()].some((endpoint) => endpoint?.ipv4Address && taken.has(endpoint.ipv4Address))
    );
  });
}

const isOf = ({ request }: Container, service: string): boolean => request.Labels[LABEL.service] === service;

/** Ports and addresses. */
const heldBy = ({ request, networks }: Container): readonly (string | undefined)[] => [
  ...Object.values(request.HostConfig.PortBindings ?? {}).flatMap((hosts) =>
    hosts.map((host) => host.HostPort),
  ),
  ...[...networks.values()].map((endpoint) => endpoint.request.IPAMConfig?.IPv4Address),
];
