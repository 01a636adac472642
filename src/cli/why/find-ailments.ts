import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { emptyService } from '../../model/empty-service.ts';
import type { Failure, ReportedFailure } from '../../model/failure.ts';
import { LABEL } from '../../model/labels.ts';
import type { ContainerDetails, Observed, ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { readTemporaryName } from '../../model/temporary-name.ts';
import { containerName } from '../../planner/request/names.ts';
import { containersByService, loneOneOffs, serviceOf } from '../../planner/snapshot/own-containers.ts';
import { projectFromLabels } from '../../planner/snapshot/project-from-labels.ts';
import { partitionContainers } from '../../planner/snapshot/service-containers.ts';
import { sickContainers, unmetDependencies } from '../../planner/snapshot/sick-containers.ts';
import { describeFailure } from '../../ui/errors/describe-failure.ts';
import type { Cli } from '../context/cli.ts';
import { completeFailures } from '../failures/complete-failures.ts';
import { withoutContainers } from '../find/find-containers.ts';
import { findProjectName } from '../find/find-project-name.ts';
import { refuseWhatSwarmRuns } from '../find/refuse-elsewhere.ts';
import { checkServices } from '../find/target.ts';
import { type Ailing, describeAilment } from './describe-ailment.ts';
import { keptChanges } from './kept-changes.ts';
import { neededServices, sortCausesFirst } from './service-order.ts';
import { stoppedByHand } from './stopped-by-hand.ts';
import { type Found, withChangesTold } from './tell-changes.ts';

export interface Ailments {
  readonly project: string;
  readonly counted: 'container';
  /** How many were looked at. */
  readonly count: number;
  /** What others wait for stands first. Warnings are notes: nothing is wrong with these, but they are not at work either. */
  readonly found: readonly { readonly kind: Found['kind']; readonly failure: Failure }[];
}

interface AilmentOptions {
  /** Also what ran once and failed, where an instance has nothing else of its service. Default: false. */
  readonly withOneOffs?: boolean;
  /** Also the newest change of the project, where it ended early. Default: false. */
  readonly withChanges?: boolean;
}

/**
 * What is wrong with the containers of a project now: one list call, for each container that is not well, or may not be, an
 * inspection and its last lines, and the last events where one has ended well that nobody waits for. Two calls more tell what changed last.
 *
 * @param services these and what they depend on; none: all
 * Error: SpecError; UserError `no-such-service`.
 */
export async function findAilments(
  cli: Cli,
  services: readonly string[],
  { withOneOffs = false, withChanges = false }: AilmentOptions = {},
): Promise<Ailments> {
  const { name, project: written } = await findProjectName(cli);
  const engine = await cli.engine();
  const asking = withChanges ? keptChanges(engine, name) : undefined;
  const listed = await engine.listContainers([`${LABEL.project}=${name}`, LABEL.configHash]);
  if (listed.length === 0)
    await refuseWhatSwarmRuns(engine, { name }, { networks: await engine.listNetworks() });
  const observed: Observed = { containers: listed, networks: [], volumes: [], images: new Map() };
  const project = written ?? projectFromLabels(name, observed);
  checkServices(project, withoutContainers(services, listed));
  const wanted = neededServices(project, services);
  const containers = new Map(
    [...containersByService(observed)]
      .filter(([service]) => wanted?.has(service) ?? true)
      .map(([service, own]) => [service, withoutHalfMade(project, service, own)] as const),
  );
  const sick: readonly Ailing[] = sickContainers(project, containers);
  const lone = withOneOffs
    ? loneOneOffs(listed).filter((one) => wanted?.has(serviceOf(one) ?? '') ?? true)
    : [];
  const failed = lone.flatMap((container): readonly Ailing[] =>
    container.state === 'exited' && container.exitCode !== 0
      ? [{ service: serviceOf(container) ?? '', container, sickness: 'exited' }]
      : [],
  );
  const isSick = new Set(sick.map(({ container }) => container));
  const suspects = [...containers].flatMap(([service, own]) =>
    own
      .filter((container) => !isSick.has(container) && mayBeSick(container))
      .map((container): Ailing => ({ service, container, sickness: 'suspect' })),
  );
  const ended = await endedContainers(engine, project, containers, isSick);
  const described = await Promise.all(
    [...sick, ...failed, ...ended, ...suspects].map(async (ailing) => {
      const details = await engine.inspectContainer(ailing.container.id).catch(() => undefined);
      const spec = project.services.get(ailing.service) ?? emptyService(ailing.service);
      const awaits = unmetDependencies(spec, containers);
      const told = details && (await describeAilment(engine, ailing, details, awaits));
      return told ? [{ ...ailing, details, ...told }] : [];
    }),
  );
  const hasRun = new Set(lone.map(serviceOf));
  const missing = missingServices(project, containers, wanted)
    .filter(({ name: service }) => !hasRun.has(service))
    .map(({ name: service, failure }) => ({
      service,
      kind: 'missing' as const,
      failure,
    }));
  const changes = await asking;
  const sorted = sortCausesFirst<Found>(project, [...described.flat(), ...missing]);
  const found = changes
    ? await withChangesTold(cli, project, sorted, { changes, containers: listed, wanted })
    : sorted;
  const failures = await completeFailures(
    cli,
    found.map(({ failure }) => failure),
    withLiveSecrets(project, found),
  );
  return {
    project: name,
    counted: 'container',
    count: [...containers.values()].flat().length + lone.length,
    found: found.flatMap(({ kind }, index) => {
      const failure = failures[index];
      return failure ? [{ kind, failure }] : [];
    }),
  };
}

/** Those that ended well, and whose end nobody waits for: they may have done their work, or somebody has stopped them. */
async function endedContainers(
  engine: Engine,
  { name: projectName, services, disabledServices }: Project,
  containers: ReadonlyMap<string, readonly ObservedContainer[]>,
  isSick: ReadonlySet<ObservedContainer>,
): Promise<readonly Ailing[]> {
  const awaited = new Set(
    [...services.values(), ...disabledServices.values()].flatMap(({ dependsOn }) =>
      [...dependsOn].flatMap(([name, { condition }]) =>
        condition === 'service_completed_successfully' ? [name] : [],
      ),
    ),
  );
  const ended = [...containers].flatMap(([service, own]) =>
    awaited.has(service)
      ? []
      : own
          .filter((container) => container.state === 'exited' && !isSick.has(container))
          .map((container) => ({ service, container })),
  );
  if (ended.length === 0) return [];
  const stopped = await stoppedByHand(engine, projectName);
  return ended.map((one) => ({ ...one, sickness: stopped.has(one.container.id) ? 'exited' : 'ended' }));
}

/** What an interrupted replacement left has never been the service's: the next `up` removes it. */
function withoutHalfMade(
  project: Project,
  service: string,
  containers: readonly ObservedContainer[],
): readonly ObservedContainer[] {
  const spec = project.services.get(service) ?? emptyService(service);
  const { leftovers } = partitionContainers(containers, (number) => containerName(project, spec, number));
  const halfMade = new Set(leftovers.filter(({ name }) => readTemporaryName(name) !== undefined));
  return containers.filter((container) => !halfMade.has(container));
}

/**
 * A container that ends soon after each start runs most of the time, and only an inspection tells how often it was started; so
 * does what a probe of a container found that is not healthy yet. An engine calls a run good that lasts ten seconds.
 */
const mayBeSick = ({ state, health, status }: ObservedContainer): boolean =>
  state === 'running' &&
  (health === 'starting' || /^Up (?:Less than a second|1 second|\d seconds|1\d seconds)\b/.test(status));

interface MissingService {
  readonly name: string;
  readonly failure: ReportedFailure;
}

function missingServices(
  project: Project,
  containers: ReadonlyMap<string, readonly ObservedContainer[]>,
  wanted: ReadonlySet<string> | undefined,
): readonly MissingService[] {
  if (project.origin === 'labels') return [];
  const expected = [...project.services.values()].filter(
    (service) => (wanted?.has(service.name) ?? true) && isExpected(service),
  );
  const missing = expected.filter(({ name }) => !containers.has(name));
  if (missing.length > 0 && containers.size === 0)
    return [
      {
        name: '',
        failure: describeFailure(
          new UserError('no-container', `project ${project.name} has no containers`, {
            hint: gantry('up', '-d'),
          }),
        ),
      },
    ];
  return missing.map((service) => ({
    name: service.name,
    failure: {
      ...describeFailure(
        new UserError('no-container', `service ${service.name} has no container`, {
          hint: gantry('up', '-d', service.name),
          about: { of: ['services', service.name], settings: [''] },
        }),
      ),
      awaits: unmetDependencies(service, containers),
    },
  }));
}

const isExpected = ({ provider, scale, deploy }: ServiceSpec): boolean =>
  provider === undefined && (scale ?? deploy?.replicas ?? 1) !== 0;

interface Inspected {
  readonly service: string;
  readonly details?: ContainerDetails;
}

/** Where there are no files, the secrets that a container may have written are known from itself alone. */
function withLiveSecrets(project: Project, inspected: readonly Inspected[]): Project {
  if (project.origin !== 'labels') return project;
  const services = new Map(project.services);
  for (const { service, details } of inspected) {
    const environment = (details?.settings.Env ?? []).map((entry) => {
      const equals = entry.indexOf('=');
      return [entry.slice(0, equals), entry.slice(equals + 1)] as const;
    });
    const spec = services.get(service);
    if (spec) services.set(service, { ...spec, environment: new Map(environment) });
  }
  return { ...project, services };
}
