import type { Project } from '../../model/project.ts';
import { settleMsOf } from '../../model/settle.ts';
import { isVersionAtLeast } from '../../util/is-version-at-least.ts';
import { type ApplyOptions, apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import type { Planned } from '../context/planned.ts';
import { loadProjectFor } from '../files/load.ts';
import { plannedBuild } from '../find/planned-build.ts';
import { settleInstance } from '../up/settle-instance.ts';
import { EARLY_PROBES_SINCE, withEarlyProbes } from './early-probes.ts';
import type { StartRecord } from './start-record.ts';

/** Enough to see a service that ends at once: tests notice the rest, and nobody waits for them at a terminal. */
const SETTLE_MS = 300;

/** How long a run may be left where nobody knows whether its process still lives. */
const TTL_MS = 24 * 60 * 60 * 1000;

/** What is replaced after a save: nobody waits for what takes long to end. */
const GRACE_SECONDS = 1;

export interface EnvironmentRequest {
  readonly tests: readonly string[];
  /** False: only images that are missing. */
  readonly build: boolean;
  readonly pull?: string | undefined;
}

/** The plans that lead to an environment in which tests can run, in their order. */
export interface EnvironmentPlans {
  readonly project: Project;
  /** What the tests need, in the order in which it starts. */
  readonly needed: readonly string[];
  /** Absent: nothing is built. */
  readonly build?: Planned;
  /** Absent: the tests need nothing but themselves. */
  readonly up?: () => Promise<Planned>;
}

export async function planEnvironment(cli: Cli, request: EnvironmentRequest): Promise<EnvironmentPlans> {
  const { tests, pull } = request;
  const { dependencyOrder } = await import('../../planner/graph/graph.ts');
  const { serviceGraph } = await import('../../planner/graph/service-graph.ts');
  const selection = { services: tests };
  const loaded = await loadProjectFor(cli, selection);
  const lives = { selection, options: { ttl: TTL_MS, renews: true } };
  const project = loaded.instance ? await settleInstance(cli, loaded, lives, undefined) : loaded;
  const isTest = new Set(tests);
  const needed = dependencyOrder(serviceGraph(project.services)).filter(
    (name) => project.services.has(name) && !isTest.has(name),
  );
  const builds = request.build && [...project.services.values()].some(({ build }) => build !== undefined);
  return {
    project,
    needed,
    ...(builds && { build: await plannedBuild(cli, project, {}) }),
    ...(needed.length > 0 && { up: () => planToStart(cli, project, needed, pull) }),
  };
}

/** Everything that tests need, up to the moment when it is ready. */
async function planToStart(
  cli: Cli,
  written: Project,
  needed: readonly string[],
  pull: string | undefined,
): Promise<Planned> {
  const { lookForUp } = await import('../find/look-for-up.ts');
  const { planUp } = await import('../../planner/up/plan-up.ts');
  const { readUpContext } = await import('../../planner/snapshot/up-context.ts');
  const engine = await cli.engine();
  const asEngine = (await knowsEarlyProbes(engine)) ? withEarlyProbes(written) : written;
  const intent = {
    services: rootsOf(written, needed),
    wait: true,
    pull,
    timeoutSeconds: GRACE_SECONDS,
    ...(!saysSettle(written) && { settleMs: SETTLE_MS }),
  };
  const { context, project, observed, inspections } = await lookForUp(cli, engine, asEngine, intent);
  const plan = planUp(readUpContext(project, observed, intent, context.hashes), inspections);
  return { engine, project, observed, plan };
}

/** An older engine would leave them out, and gantry tell of that. */
const knowsEarlyProbes = async (engine: Planned['engine']): Promise<boolean> =>
  isVersionAtLeast((await engine.version()).apiVersion, EARLY_PROBES_SINCE);

/** Those that no other one needs. What is named is done anew, also a migration that has ended, and one that others wait for need not be. */
function rootsOf({ services }: Project, needed: readonly string[]): readonly string[] {
  const wanted = new Set(needed.flatMap((name) => [...(services.get(name)?.dependsOn.keys() ?? [])]));
  return needed.filter((name) => !wanted.has(name));
}

/** Where the file says how long services take to stand, that counts. */
const saysSettle = ({ extensions, services }: Project): boolean =>
  [extensions, ...[...services.values()].map((service) => service.extensions)].some(
    (own) => settleMsOf(own.get('x-gantry')) !== undefined,
  );

/** @returns whether all of it is ready. What went wrong has been told. */
export async function startEnvironment(
  cli: Cli,
  { build, up }: EnvironmentPlans,
  { record, signal }: { readonly record: StartRecord; readonly signal: AbortSignal },
): Promise<boolean> {
  const options: ApplyOptions = {
    signal,
    onEvent: (event) => record.note(event),
    onProblems: (problems) => record.refuse(problems),
  };
  if (build && (await apply(cli, build, options)) !== EXIT.ok) return false;
  if (signal.aborted) return false;
  return up === undefined || (await apply(cli, await up(), options)) === EXIT.ok;
}
