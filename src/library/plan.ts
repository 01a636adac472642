import { appliedBy, type Planned } from '../cli/context/planned.ts';
import { findCopies } from '../cli/find/find-copies.ts';
import { findInstanceImages } from '../cli/find/instance-images.ts';
import { lookForUp } from '../cli/find/look-for-up.ts';
import { refuseAnother } from '../cli/find/refuse-another.ts';
import { observe } from '../engine/observe/observe.ts';
import type { Json } from '../model/json.ts';
import { planDown as decideDown } from '../planner/commands/plan-down.ts';
import { allImages } from '../planner/ingress/wants-ingress.ts';
import type { UpIntent } from '../planner/snapshot/intent.ts';
import { planUp as decideUp } from '../planner/up/plan-up.ts';
import { planToJson as toJson } from '../ui/plan/plan-to-json.ts';
import { showPlan as show } from '../ui/plan/show-plan.ts';
import type { EngineConnection } from './engine-connection.ts';
import { type LoadedProject, projectFor } from './load-files.ts';
import { requireAmount } from './require-amount.ts';
import { requireWord } from './require-word.ts';

/** What `planUp` is asked beyond what the files say. */
export interface UpOptions {
  /** `always`: the services that were named when the files were loaded, or all. Default: `changed`. */
  readonly recreate?: 'changed' | 'always' | 'never';
  /** Which of the images that the files say how to build. Default: `missing`. */
  readonly build?: 'missing' | 'always' | 'never';
  /** Instead of the pull policy of each service. */
  readonly pull?: 'always' | 'missing' | 'never' | 'build';
  /** Number of containers by service, where it is not what the files say. */
  readonly scale?: Readonly<Record<string, number>>;
  /** Remove containers of services that the files no longer have. Default: false. */
  readonly removeOrphans?: boolean;
  /** Volumes, by name or key, that may be removed with their data where a change takes that. Default: none. */
  readonly destroyData?: readonly string[];
  /** Services that may be updated start-first although their image keeps data in a volume. Default: none. */
  readonly startFirst?: readonly string[];
  /**
   * Hold connections while published ports go from one container to another, by a helper with `NET_ADMIN` on the network of the engine's
   * host. Default: false.
   */
  readonly noGap?: boolean;
  /**
   * Let volumes that are missing start as copies of those of another instance; `.` is the project itself. Default: they start empty.
   */
  readonly from?: string;
  /** With `from`: stop the containers that write into those volumes, and start them again. Default: false. */
  readonly stopSource?: boolean;
  /** False: create, and start nothing. Default: true. */
  readonly start?: boolean;
  /** Be done only when everything runs, and is healthy where it has a healthcheck. Default: false. */
  readonly wait?: boolean;
  /** How long each wait may take. Default: as long as it takes. */
  readonly waitTimeoutMs?: number;
  /** How long a container without a healthcheck has to run before it is ready. Default: as the files say, else 2000. */
  readonly settleMs?: number;
  /** How long a container may take to stop before it is killed. Default: as each of them says. */
  readonly stopTimeoutSeconds?: number;
}

export interface DownOptions {
  /** Only these and what depends on them. Default: all. */
  readonly services?: readonly string[];
  /** Remove volumes too: the named ones of the project and anonymous ones. Default: false. */
  readonly volumes?: boolean;
  /** Remove images too: all that are used, or those that were built without a name of their own. Default: none. */
  readonly images?: 'all' | 'local';
  /** Remove containers of services that the files no longer have. Default: false. */
  readonly removeOrphans?: boolean;
  /** How long a container may take to stop before it is killed. Default: as each of them says. */
  readonly stopTimeoutSeconds?: number;
}

export interface ShowOptions {
  /** Default: false. */
  readonly colour?: boolean;
  /** Lines that are longer are broken where it makes sense. Default: as wide as it gets. */
  readonly columns?: number;
}

/** What would be done, made by `planUp` or `planDown`. It can be shown, and applied once. */
export class ProjectPlan {
  readonly #planned: Planned;
  readonly #environment: ReadonlyMap<string, string>;

  /** @internal */
  constructor(planned: Planned, environment: ReadonlyMap<string, string>) {
    this.#planned = planned;
    this.#environment = environment;
  }

  /** `up` or `down` */
  get verb(): string {
    return this.#planned.plan.verb;
  }

  /** The name of the project. */
  get project(): string {
    return this.#planned.plan.project;
  }

  /** Whether there is nothing to do. */
  get isEmpty(): boolean {
    return this.#planned.plan.steps.length === 0;
  }

  /** What one should know before it happens. */
  get warnings(): readonly string[] {
    return this.#planned.plan.warnings;
  }

  /** As `planToJson`. */
  toJSON(): Json {
    return toJson(this.#planned.plan);
  }

  /** @internal */
  get planned(): Planned {
    return this.#planned;
  }

  /** @internal */
  get environment(): ReadonlyMap<string, string> {
    return this.#environment;
  }
}

/**
 * Compares the project with what the engine has. Changes nothing.
 *
 * Error: UserError when it cannot be done: something external that is missing, an image that may be neither pulled nor
 *   built, an engine that cannot be reached.
 */
export async function planUp(
  loadedProject: LoadedProject,
  connection: EngineConnection,
  options: UpOptions = {},
): Promise<ProjectPlan> {
  const { engine } = connection;
  const { environment, services } = loadedProject.loaded;
  const written = projectFor(loadedProject, engine.endpoint);
  const { from, stopSource = false } = options;
  const intent = {
    ...upIntent(services, options),
    ...(from !== undefined && {
      copies: await findCopies(engine, written, { from, stopsSource: stopSource }, undefined),
    }),
  };
  const { context, project, observed, inspections } = await lookForUp(
    { environment, cwd: process.cwd() },
    engine,
    written,
    intent,
  );
  const plan = decideUp(context, inspections);
  // What `never` leaves as it was may be as other files say.
  const applied = intent.noRecreate ? {} : { applied: appliedBy(context) };
  return new ProjectPlan({ engine, project, observed, plan, ...applied }, environment);
}

function upIntent(services: readonly string[], options: UpOptions): UpIntent {
  const { recreate = 'changed', build = 'missing', pull, scale, start = true, wait } = options;
  for (const [service, count] of Object.entries(scale ?? {})) requireAmount(`scale.${service}`, count, 0);
  requireWord('recreate', options.recreate, ['changed', 'always', 'never']);
  requireWord('build', options.build, ['missing', 'always', 'never']);
  requireWord('pull', options.pull, ['always', 'missing', 'never', 'build']);
  requireAmount('waitTimeoutMs', options.waitTimeoutMs, 0);
  requireAmount('settleMs', options.settleMs, 0);
  requireAmount('stopTimeoutSeconds', options.stopTimeoutSeconds, 0);
  return {
    services,
    forceRecreate: recreate === 'always',
    noRecreate: recreate === 'never',
    build: build === 'always' ? true : build === 'never' ? 'never' : undefined,
    pull,
    scale: scale && new Map(Object.entries(scale)),
    removeOrphans: options.removeOrphans,
    destroyData: options.destroyData,
    startFirst: options.startFirst,
    noGap: options.noGap,
    noStart: !start,
    wait,
    waitTimeoutMs: options.waitTimeoutMs,
    settleMs: options.settleMs,
    timeoutSeconds: options.stopTimeoutSeconds,
  };
}

/** What it takes to remove what the project started. Changes nothing. Error: UserError, as `planUp`. */
export async function planDown(
  loadedProject: LoadedProject,
  connection: EngineConnection,
  options: DownOptions = {},
): Promise<ProjectPlan> {
  const { engine } = connection;
  const { environment, profiles, project } = loadedProject.loaded;
  const { services = [], volumes, images, removeOrphans, stopTimeoutSeconds } = options;
  requireWord('images', images, ['all', 'local']);
  const references = images ? allImages(project) : [];
  const observed = await observe(engine, project.name, references);
  refuseAnother(project, [...observed.containers, ...observed.networks, ...observed.volumes]);
  const { name, instance } = project;
  const intent = {
    services,
    volumes,
    rmi: images,
    removeOrphans,
    timeoutSeconds: stopTimeoutSeconds,
    builtImages: images && instance ? await findInstanceImages(engine, name, instance) : undefined,
  };
  const plan = decideDown(project, observed, intent);
  const everything = services.length === 0 && profiles.length === 0;
  const applied = { kind: 'down', everything } as const;
  return new ProjectPlan({ engine, project, observed, plan, applied }, environment);
}

/** The plan for people, as `gantry plan` prints it. Ends with a line end. */
export function showPlan(plan: ProjectPlan, options: ShowOptions = {}): string {
  const { colour = false, columns } = options;
  return show(plan.planned.plan, { colour, ...(columns !== undefined && { columns }) });
}

/** The plan for programs, as `gantry plan --format json` prints it. No value of a secret is in it. */
export function planToJson(plan: ProjectPlan): Json {
  return plan.toJSON();
}
