import { Problems } from '../../diagnostics/several-errors.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { NetworkId, StepId } from '../../model/ids.ts';
import type { JsonMap } from '../../model/json.ts';
import type {
  ObservedSwarm,
  ObservedSwarmService,
  SwarmNode,
  SwarmTask,
} from '../../model/observed-swarm.ts';
import type { ToldImage } from '../../model/operation.ts';
import type { Cause, Guard, Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { type Hide, secretHider } from '../../model/secret-hider.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { PinnedImage } from '../../model/swarm-image.ts';
import type { SwarmServiceRequest } from '../../model/swarm-request.ts';
import { watched } from '../../model/task-state.ts';
import { isVersionAtLeast } from '../../util/is-version-at-least.ts';
import { withoutSecrets } from '../diff/hide-secrets.ts';
import { closure, dependencyOrder } from '../graph/graph.ts';
import { anyOf, guardOf, type When } from '../graph/guards.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import { requireServices, serviceGraph } from '../graph/service-graph.ts';
import { addNetworks } from './add-networks.ts';
import { compareService, type ServiceDifference } from './compare-service.ts';
import { type ImageFacts, imageContext, imagesToAsk } from './decide-image.ts';
import { whyOnNoNode } from './fits.ts';
import { forceUpdate } from './force-update.ts';
import { ingressPorts } from './ingress-ports.ts';
import { isJob, jobKind, runsOfJob } from './jobs.ts';
import { keptOnNodes } from './kept-on-nodes.ts';
import { limitProblems } from './limits.ts';
import { imageOf } from './pin-image.ts';
import { type PortHandovers, portHandovers, withHandovers } from './port-handovers.ts';
import { refuseUpdate, refuseUpdateWithoutNode } from './refuse-update.ts';
import { endpointRequest, serviceRequest } from './service-request.ts';
import { changedFields } from './show-paths.ts';
import { SwarmContents } from './swarm-contents.ts';
import { type ServiceImage, SwarmImages } from './swarm-images.ts';
import { swarmServiceName } from './swarm-names.ts';
import { SwarmOrphans } from './swarm-orphans.ts';
import { monitorMsOf, serviceUpdate, taskEffect } from './task-effect.ts';
import { tasksByService } from './tasks-by-service.ts';
import { unsettled } from './unsettled.ts';
import { OOM_SCORE_SINCE, unsupported } from './unsupported.ts';

/** What the user asked `up` to do on a swarm. */
export interface SwarmUpIntent {
  /** Named on the command line, with what they depend on; empty or absent: all. */
  readonly services?: readonly string[] | undefined;
  readonly noDeps?: boolean | undefined;
  /** New tasks also where nothing changed: of the named services. */
  readonly forceRecreate?: boolean | undefined;
  readonly removeOrphans?: boolean | undefined;
  readonly scale?: ReadonlyMap<string, number> | undefined;
  /** Bounds each wait. */
  readonly waitTimeoutMs?: number | undefined;
  /** Only asks the swarm, and does not wait. */
  readonly detach?: boolean | undefined;
  /** Overrides every `pull_policy`. */
  readonly pull?: string | undefined;
  /** `true`: build what can be built; `'never'`: build nothing. Absent: what is nowhere. */
  readonly build?: boolean | 'never' | undefined;
  readonly images?: ImageFacts | undefined;
}

/** What else belongs to a plan that brings a project to a swarm. */
interface SwarmUpWork {
  readonly plan: PlanBuilder;
  /** What is wrong besides: all of it is told at once. */
  readonly problems: Problems;
  /** Adds what has to be done when the images are there, and before anything is made. */
  readonly clear: () => void;
  /** Networks of one machine that are gone by then. */
  readonly removedNetworks: ReadonlySet<NetworkId>;
  /** A service that no node can run now is a problem, and nothing to wait with. */
  readonly mustRun: boolean;
}

/** Error: UserError for one that is not there. */
function chosenServices(
  { services }: Project,
  { services: named = [], noDeps }: SwarmUpIntent,
): ReadonlyMap<string, ServiceSpec> {
  requireServices(named, new Set(services.keys()));
  if (named.length === 0) return services;
  const names = noDeps ? new Set(named) : closure(serviceGraph(services), named);
  return new Map([...services].filter(([name]) => names.has(name)));
}

/** The images whose registries have to be asked before the plan can be made, each once. */
export const imagesForUp = (
  project: Project,
  observed: ObservedSwarm,
  intent: SwarmUpIntent,
): readonly string[] =>
  imagesToAsk(
    imageContext({ project, observed, intent, facts: intent.images ?? {} }),
    chosenServices(project, intent).values(),
  );

/**
 * What makes a swarm run the project. Error: UserError, or SeveralErrors with all of them, for what the swarm could not take: names, contents, limits.
 */
export function planSwarmUp(project: Project, observed: ObservedSwarm, intent: SwarmUpIntent = {}): Plan {
  const plan = new PlanBuilder('up', project.name);
  addSwarmUp(
    { plan, problems: new Problems(), clear: () => {}, removedNetworks: new Set(), mustRun: false },
    project,
    observed,
    intent,
  );
  return plan.build();
}

/** The same, as a part of a plan. Error: as `planSwarmUp`. */
export function addSwarmUp(
  work: SwarmUpWork,
  project: Project,
  observed: ObservedSwarm,
  intent: SwarmUpIntent,
): void {
  new SwarmUp(work, project, observed, intent).add();
}

class SwarmUp {
  readonly #project: Project;
  readonly #observed: ObservedSwarm;
  readonly #intent: SwarmUpIntent;
  readonly #plan: PlanBuilder;
  #services: ReadonlyMap<string, ServiceSpec>;
  /** By the name of a service in the files: the steps after which it is as it should be. */
  readonly #ready = new Map<string, readonly StepId[]>();
  /** By network, secret or config: the step that makes it. */
  #made: ReadonlyMap<string, StepId> = new Map();
  /** By the name of a service in the files: when it is updated. */
  readonly #updates = new Map<string, When>();
  /** Ids of services that are updated in any case. */
  readonly #updated = new Set<string>();
  readonly #problems: Problems;
  readonly #work: SwarmUpWork;
  readonly #hide: Hide;
  /** Services, tasks, nodes and networks of the swarm, each found at once. */
  readonly #index: SwarmIndex;
  readonly #handovers: PortHandovers;
  readonly #orphans: SwarmOrphans;
  /** By the name in the files: somebody waits for it. */
  readonly #awaited: ReadonlySet<string>;

  constructor(work: SwarmUpWork, project: Project, observed: ObservedSwarm, intent: SwarmUpIntent) {
    this.#project = keptOnNodes(project, observed);
    this.#observed = observed;
    this.#intent = intent;
    this.#work = work;
    this.#plan = work.plan;
    this.#problems = work.problems;
    this.#services = chosenServices(this.#project, intent);
    this.#hide = secretHider(project);
    this.#index = indexOf(observed);
    this.#orphans = new SwarmOrphans(work.plan, this.#project, observed, intent.removeOrphans ?? false);
    this.#handovers = this.#portsHandedOver();
    this.#awaited = new Set([
      ...[...this.#services.values()].flatMap(({ dependsOn }) => [...dependsOn.keys()]),
      ...[...this.#handovers.values()].flatMap((givers) => [...givers.keys()]),
    ]);
  }

  add(): void {
    const plan = this.#plan;
    const problems = this.#problems;
    const { apiVersion } = this.#observed;
    for (const { service, setting, instead, at } of unsupported(
      { ...this.#project, services: this.#services },
      apiVersion,
    ))
      plan.lose({
        warning: `service "${service}": a swarm cannot honour ${setting}: ${instead}`,
        about: { of: ['services', service], settings: [at] },
      });
    this.#services = withoutDiscarded(this.#services, apiVersion);
    this.#refuseScaleOfGlobal();
    const project = { ...this.#project, services: this.#services };
    const context = imageContext({
      project: this.#project,
      observed: this.#observed,
      intent: this.#intent,
      facts: this.#intent.images ?? {},
    });
    const images = problems.attempt(() => new SwarmImages(plan, context, this.#services.values()));
    this.#work.clear();
    const contents = new SwarmContents(plan, project, this.#observed, problems);
    this.#made = new Map([
      ...addNetworks(plan, project, this.#observed, problems, this.#work.removedNetworks),
      ...contents.add(),
    ]);
    this.#orphans.removeHolders(new Set([...this.#services.values()].flatMap(wantedPorts)));
    const graph = serviceGraph(this.#services);
    // The rest is looked at, too: all problems are told at once.
    const order = problems.attempt(() => withHandovers(graph, this.#handovers)) ?? graph;
    for (const name of dependencyOrder(order)) {
      const service = this.#services.get(name);
      if (service && images) problems.attempt(() => this.#addService(service, contents, images));
    }
    problems.refuse();
    const made = [...this.#ready.values()].flat();
    this.#orphans.removeRest(made);
    const { removed } = this.#orphans;
    // Others may use what these services do not.
    if (this.#services.size === this.#project.services.size)
      contents.removeFormer([...made, ...removed.values()], {
        updated: this.#updated,
        removed: new Set(removed.keys()),
      });
  }

  /** There is a task on each node, whatever is asked for. */
  #refuseScaleOfGlobal(): void {
    const names = [...(this.#intent.scale?.keys() ?? [])];
    requireServices(names, new Set(this.#project.services.keys()));
    for (const name of names) {
      const service = this.#project.services.get(name);
      const isGlobal =
        service?.deploy?.mode === 'global' || (service && jobKind(this.#project, service) === 'global-job');
      if (isGlobal)
        this.#problems.add(
          new UserError(
            'bad-usage',
            `service "${name}" is global: it has one task on each node, and no number of replicas`,
            {
              hint: 'write `deploy: {mode: replicated}` for a number, or choose the nodes with placement.constraints',
              about: { of: ['services', name], settings: ['deploy.mode'] },
            },
          ),
        );
    }
  }

  #addService(service: ServiceSpec, contents: SwarmContents, images: SwarmImages): void {
    const have = this.#index.services.get(swarmServiceName(this.#project, service));
    const image = images.of(service, have);
    const request = serviceRequest(this.#project, service, {
      names: contents.names,
      replicas: this.#intent.scale?.get(service.name),
      image: pinnedNow(image, have),
    });
    this.#problems.add(...limitProblems(service.name, request));
    contents.checkTemplates(request);
    this.#tellOfNodes(service, request);
    const wanted: Wanted = { service, request, image };
    const after = [...this.#filesOf(request), ...this.#waitsFor(service), ...this.#portsFor(service)];
    if (!have) this.#addNew(wanted, { kind: 'missing' }, after);
    else if (kindOf(have.spec) !== kindOf(request)) this.#addAnew(wanted, have, after);
    else this.#addUpdate(wanted, have, after);
  }

  /** It waits until somebody adds one, and `up` waits with it for a while. */
  #tellOfNodes({ name }: ServiceSpec, request: SwarmServiceRequest): void {
    const { nodes } = this.#observed;
    const spec = specOf(request);
    const constraints = request.TaskTemplate.Placement?.Constraints ?? [];
    const noNode = whyOnNoNode(nodes, spec);
    if (noNode === undefined) return;
    const asked = constraints.length > 0 ? ` (${constraints.join(', ')})` : '';
    const text = `service "${name}": no node can run it now${asked}: ${noNode.why}`;
    if (this.#work.mustRun)
      this.#problems.add(
        new UserError('no-node-fits', text, {
          about: { of: ['services', name], settings: noNode.settings },
        }),
      );
    else this.#plan.warn(text);
  }

  #addUpdate(wanted: Wanted, have: ObservedSwarmService, after: readonly StepId[]): void {
    const { service, request, image } = wanted;
    const difference = compareService(request, have.spec, { networkNames: this.#index.networkNames });
    const force = this.#force(service);
    const asked = difference.paths.length > 0 ? 'always' : anyOf([force, whenTold(image, have)]);
    const left =
      asked === 'never'
        ? unsettled(have, this.#index.tasks.get(have.id) ?? [], this.#index.nodes)
        : undefined;
    const when = left === undefined || left.needs === 'wait' ? asked : 'always';
    if (when === 'never') {
      this.#plan.unchanged({ kind: 'service', name: request.Name });
      const cause: Cause = { kind: 'not-running', state: left?.state ?? '' };
      this.#ready.set(
        service.name,
        left ? this.#addWait(service, request.Name, cause, after, { isUnchanged: true }) : [],
      );
      return;
    }
    const isForced = force !== 'never' || left?.needs === 'force';
    const spec = isForced ? forceUpdate(difference.spec) : difference.spec;
    const { paths } = difference;
    const runs = runsOfJob(spec);
    if (runs !== undefined) this.#plan.warn(`job ${service.name} ${runs}`);
    const isReplaced = isForced || image.kind === 'told' || left !== undefined;
    const tasks = taskEffect({ service: have, spec, paths, isForced: isReplaced }, this.#observed);
    if (tasks === 'replaced') {
      refuseUpdate(service.name, { service: have, spec }, this.#observed);
      const told = serviceUpdate(service.name, { service: have, spec }, this.#observed);
      if (told) this.#plan.update(told);
    }
    const cause: Cause = left
      ? { kind: 'not-running', state: left.state }
      : this.#causeOf(wanted, { difference, have, isForced });
    const guard = guardOf(when);
    const begun = left?.needs === 'resume' ? [this.#addWaitForBegun(have, service.name, cause, after)] : [];
    const update = this.#plan.add({
      operation: {
        kind: 'update-swarm-service',
        service: service.name,
        id: have.id,
        name: have.name,
        spec,
        had: have.spec,
        tasks,
        ...toldImage(wanted),
      },
      cause,
      after: [...after, ...begun],
      guard,
    });
    // The swarm itself watches only those that it replaces.
    const wait = {
      guard,
      ...(paths.includes(REPLICAS) && tasks === 'kept' && watched(healthcheckOf(request))),
    };
    this.#updates.set(service.name, when);
    if (when === 'always') this.#updated.add(have.id);
    this.#ready.set(service.name, this.#addWait(service, request.Name, cause, [update], wait));
  }

  /**
   * Each time that the swarm is asked to go on with an update, it replaces more tasks, also where those that it has made already do not run.
   */
  #addWaitForBegun(
    { name, spec }: ObservedSwarmService,
    service: string,
    cause: Cause,
    after: readonly StepId[],
  ): StepId {
    const { waitTimeoutMs } = this.#intent;
    return this.#plan.add({
      operation: {
        kind: 'await-tasks',
        ...{ service, name, until: 'begun', isUnchanged: true, steadyMs: monitorMsOf(spec) },
        ...(waitTimeoutMs === undefined ? {} : { timeoutMs: waitTimeoutMs }),
      },
      cause,
      after,
    });
  }

  #causeOf(
    { service, image }: Wanted,
    {
      difference,
      have,
      isForced,
    }: {
      readonly difference: ServiceDifference;
      readonly have: ObservedSwarmService;
      readonly isForced: boolean;
    },
  ): Cause {
    const fields = withoutSecrets(
      changedFields(difference, have.spec, this.#index.networkNames),
      { project: this.#project, hide: this.#hide },
      service.name,
    );
    if (fields.length > 0) return { kind: 'changed', fields };
    if (isForced) return this.#forcedBy(service);
    return image.kind === 'told'
      ? { kind: 'image-changed', image: image.reference }
      : { kind: 'changed', fields };
  }

  #addNew(wanted: Wanted, cause: Cause, after: readonly StepId[]): void {
    const { service, request } = wanted;
    const create = this.#plan.add({
      operation: { kind: 'create-swarm-service', service: service.name, request, ...toldImage(wanted) },
      cause,
      after,
    });
    this.#ready.set(
      service.name,
      this.#addWait(service, request.Name, cause, [create], watched(healthcheckOf(request))),
    );
  }

  /** A service that runs cannot become one that ends, nor the other way round. */
  #addAnew(wanted: Wanted, have: ObservedSwarmService, after: readonly StepId[]): void {
    const { service, request } = wanted;
    refuseUpdateWithoutNode(service.name, { service: have, spec: specOf(request) }, this.#observed);
    const { id, name, spec } = have;
    const cause: Cause = {
      kind: 'changed',
      fields: [{ field: 'deploy.mode', from: kindOf(spec), to: kindOf(request) }],
    };
    const remove = this.#plan.add({
      operation: { kind: 'remove-swarm-service', service: service.name, id, name },
      cause,
      after,
    });
    this.#addNew(wanted, cause, [remove]);
  }

  /** Under which condition it gets new tasks, changed or not. */
  #force(service: ServiceSpec): When {
    const named = this.#intent.services ?? [];
    const isAsked =
      this.#intent.forceRecreate === true && (named.length === 0 || named.includes(service.name));
    if (isAsked) return 'always';
    const leader = this.#leader(service);
    // A job would run again.
    if (leader === undefined || isJob(this.#project, service)) return 'never';
    return this.#updates.get(leader) ?? 'always';
  }

  #forcedBy(service: ServiceSpec): Cause {
    const leader = this.#intent.forceRecreate ? undefined : this.#leader(service);
    return leader === undefined
      ? { kind: 'requested', by: '--force-recreate' }
      : {
          kind: 'follows',
          resource: { kind: 'service', name: swarmServiceName(this.#project, { name: leader }) },
        };
  }

  /** A dependency that changes, and that it is to be restarted with. */
  #leader({ dependsOn }: ServiceSpec): string | undefined {
    return [...dependsOn].find(([name, { restart }]) => restart && this.#updates.has(name))?.[0];
  }

  #filesOf({ TaskTemplate: { ContainerSpec, Networks } }: SwarmServiceRequest): readonly StepId[] {
    const needed = [
      ...(Networks ?? []).map(({ Target }) => `network ${Target}`),
      ...(ContainerSpec.Secrets ?? []).map(({ SecretName }) => `secret ${SecretName}`),
      ...(ContainerSpec.Configs ?? []).map(({ ConfigName }) => `config ${ConfigName}`),
    ];
    return needed.flatMap((name) => this.#made.get(name) ?? []);
  }

  #waitsFor({ dependsOn }: ServiceSpec): readonly StepId[] {
    return [...dependsOn.keys()].flatMap((name) => this.#ready.get(name) ?? []);
  }

  #addWait(
    service: ServiceSpec,
    name: string,
    cause: Cause,
    after: readonly StepId[],
    {
      isUnchanged = false,
      guard,
      steadyMs,
    }: {
      readonly isUnchanged?: boolean;
      readonly guard?: Guard | undefined;
      readonly steadyMs?: number;
    } = {},
  ): readonly StepId[] {
    if (this.#intent.detach && !this.#awaited.has(service.name)) return isUnchanged ? [] : after;
    const { waitTimeoutMs } = this.#intent;
    const until = isJob(this.#project, service) ? 'completed' : 'running';
    return [
      this.#plan.add({
        operation: {
          kind: 'await-tasks',
          service: service.name,
          name,
          until,
          ...(waitTimeoutMs === undefined ? {} : { timeoutMs: waitTimeoutMs }),
          ...(isUnchanged ? { isUnchanged } : {}),
          ...(steadyMs !== undefined && until === 'running' && { steadyMs }),
        },
        cause,
        after,
        guard,
      }),
    ];
  }

  #portsHandedOver(): PortHandovers {
    return portHandovers(
      [...this.#services.values()].map((service) => {
        const have = this.#index.services.get(swarmServiceName(this.#project, service));
        return {
          service: service.name,
          has: have ? ingressPorts(have.spec) : [],
          wants: wantedPorts(service),
        };
      }),
    );
  }

  /** The steps after which the ports are free that it takes of others. */
  #portsFor(service: ServiceSpec): readonly StepId[] {
    return [
      ...[...(this.#handovers.get(service.name)?.keys() ?? [])].flatMap(
        (name) => this.#ready.get(name) ?? [],
      ),
      ...this.#orphans.freeing(wantedPorts(service)),
    ];
  }
}

interface SwarmIndex {
  readonly services: ReadonlyMap<string, ObservedSwarmService>;
  readonly tasks: ReadonlyMap<string, readonly SwarmTask[]>;
  readonly nodes: ReadonlyMap<string, SwarmNode>;
  readonly networkNames: ReadonlyMap<string, string>;
}

const indexOf = ({ services, tasks, nodes, networks }: ObservedSwarm): SwarmIndex => ({
  services: new Map(services.map((service) => [service.name, service])),
  tasks: tasksByService(tasks),
  nodes: new Map(nodes.map((node) => [node.id, node])),
  networkNames: new Map(networks.map(({ id, name }) => [id, name])),
});

/** As the swarm would have it. */
const specOf = (request: SwarmServiceRequest): JsonMap => JSON.parse(JSON.stringify(request));

/** That all nodes are to publish, each as `8080/tcp`. */
const wantedPorts = (service: ServiceSpec): readonly string[] =>
  ingressPorts(JSON.parse(JSON.stringify({ EndpointSpec: endpointRequest(service) })));

const healthcheckOf = ({ TaskTemplate }: SwarmServiceRequest) => TaskTemplate.ContainerSpec.Healthcheck;

const REPLICAS = 'Mode.Replicated.Replicas';

/** A service as it is wanted. */
interface Wanted {
  readonly service: ServiceSpec;
  readonly request: SwarmServiceRequest;
  readonly image: ServiceImage;
}

/** Until a step tells it, what runs counts. */
const pinnedNow = (image: ServiceImage, have: ObservedSwarmService | undefined): PinnedImage =>
  image.kind === 'known' ? image.pinned : { text: image.text ?? (have && imageOf(have)) ?? image.reference };

const whenTold = (image: ServiceImage, have: ObservedSwarmService): When =>
  image.kind === 'told' ? { pinned: image.by, differsFrom: imageOf(have) } : 'never';

const toldImage = ({ service, image }: Wanted): { readonly image?: ToldImage } => {
  if (image.kind === 'known') return {};
  return {
    image: { by: image.by, ...(service.platform === undefined ? { placesTasks: true } : {}) },
  };
};

/** Without what the engines of the swarm would discard: it would look like a change for ever. */
function withoutDiscarded(
  services: ReadonlyMap<string, ServiceSpec>,
  apiVersion: string | undefined,
): ReadonlyMap<string, ServiceSpec> {
  if (apiVersion === undefined || isVersionAtLeast(apiVersion, OOM_SCORE_SINCE)) return services;
  return new Map(
    [...services].map(([name, { oomScoreAdj: _score, ...service }]) => [name, service] as const),
  );
}

const kindOf = (spec: JsonMap | SwarmServiceRequest): string => {
  const mode = spec.Mode;
  const [kind = 'Replicated'] = typeof mode === 'object' && mode !== null ? Object.keys(mode) : [];
  return kind;
};
