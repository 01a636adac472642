import { UserError } from '../../diagnostics/user-error.ts';
import type { ContainerRef, ContainerReference } from '../../model/container-ref.ts';
import type { ContainerRequest } from '../../model/container-request.ts';
import { isAlive } from '../../model/container-state.ts';
import type { StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { byKey } from '../../util/by-key.ts';
import { defined } from '../../util/defined.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { createRequest, type DesiredContainer } from '../request/create-request.ts';
import { type Hook, hooksOf } from '../request/hooks.ts';
import { injectedFiles } from '../request/injected-files.ts';
import { hookLabels } from '../request/labels.ts';
import { notEmpty } from '../request/not-empty.ts';
import { serviceOf } from '../snapshot/own-containers.ts';
import type { StartContext } from '../snapshot/up-context.ts';
import type { HookRequest } from './exec-hooks.ts';
import { resolveReferences } from './plan-create.ts';
import type { PlannedServices } from './planned-services.ts';
import type { Stops } from './stops.ts';

/** Collects the `pre_start` hooks of a plan: those of a service run once for all of its containers. */
export class PreStartHooks {
  readonly #done = new Map<string, readonly StepId[]>();

  /** The steps after which those of a service are done; undefined: nothing runs them yet. */
  of(service: string): readonly StepId[] | undefined {
    return this.#done.get(service);
  }

  add(service: string, steps: readonly StepId[]): void {
    this.#done.set(service, steps);
  }
}

interface HookWork extends Pick<PlannedServices, 'planned'> {
  readonly context: StartContext;
  readonly plan: PlanBuilder;
  readonly stops: Stops;
  readonly preStartHooks: PreStartHooks;
}

interface PreStartRequest extends HookRequest {
  /** Whether another container of the service runs on; absent: as the stops tell that are planned so far. */
  readonly keepsRunning?: boolean | undefined;
}

/**
 * Runs the `pre_start` hooks of a service, each in a container of its own that has the volumes and the networks of the
 * replica: once before the first one starts, and not at all while another one runs on. All replicas start after them.
 *
 * Error: UserError `bad-usage` for a hook that is to run for each replica.
 * @returns the steps after which they are done
 */
export function addPreStartHooks(
  work: HookWork,
  service: ServiceSpec,
  request: PreStartRequest,
): readonly StepId[] {
  const done = work.preStartHooks.of(service.name);
  if (done) return [...request.after, ...done];
  const hooks = hooksOf(service, 'pre_start');
  if (hooks.length === 0 || (request.keepsRunning ?? keepsRunning(work, service))) return request.after;
  if (hooks.some(({ isPerReplica }) => isPerReplica))
    throw new UserError('bad-usage', `service "${service.name}": pre_start hooks run once for all replicas`, {
      hint: 'remove per_replica: true',
    });
  const desired = work.context.desired(service, 1);
  const replica = createRequest(work.context, desired);
  const { cause, guard } = request;
  let last = [...request.after, ...removeLeftovers(work, service, guard)];
  for (const [index, hook] of hooks.entries())
    last = [
      work.plan.add({
        operation: {
          kind: 'run-hook',
          service: service.name,
          name: `${request.name}-pre_start-${index + 1}`,
          index,
          request: requestOf(work, desired, replica, hook),
          ...(service.platform === undefined ? {} : { platform: service.platform }),
          references: referencesOf(work, desired, replica, request.ref),
          files: injectedFiles(work.context.project, service),
        },
        cause,
        after: last,
        guard,
      }),
    ];
  work.preStartHooks.add(service.name, last);
  return last;
}

const keepsRunning = ({ context, stops }: HookWork, service: ServiceSpec): boolean =>
  context
    .containersOf(service)
    .current.some((container) => isAlive(container) && stops.when(container.id) === 'never');

/** A hook that failed is kept for a look at it, until the next time. */
function removeLeftovers(
  { context, plan }: HookWork,
  service: ServiceSpec,
  guard: HookRequest['guard'],
): readonly StepId[] {
  return context.observed.containers
    .filter((container) => LABEL.hook in container.labels && serviceOf(container) === service.name)
    .map(({ id, name }) =>
      plan.add({
        operation: { kind: 'remove-container', container: { id }, name, withVolumes: true },
        cause: { kind: 'leftover', ofHook: true },
        guard,
        optional: true,
      }),
    );
}

function requestOf(
  { context }: HookWork,
  { name, service }: DesiredContainer,
  request: ContainerRequest,
  hook: Hook,
): ContainerRequest {
  const own = byKey(service.environment).map(([name, value]) => (value === null ? name : `${name}=${value}`));
  const { NetworkMode, ExtraHosts, Dns, DnsOptions, DnsSearch } = request.HostConfig;
  const endpoints = Object.entries(request.NetworkingConfig.EndpointsConfig);
  const environment = [...own, ...hook.environment];
  return defined<ContainerRequest>({
    Image: hook.image ?? request.Image,
    User: hook.user ?? service.user,
    AttachStdout: true,
    AttachStderr: true,
    Env: environment.length > 0 ? environment : undefined,
    Cmd: hook.command.length > 0 ? hook.command : undefined,
    WorkingDir: hook.workingDir ?? service.workingDir,
    Labels: hookLabels(context.project, service, 'pre_start'),
    HostConfig: defined<ContainerRequest['HostConfig']>({
      NetworkMode,
      ExtraHosts,
      Dns,
      DnsOptions,
      DnsSearch,
      Privileged: hook.privileged || undefined,
      ...(passesOnVolumes(request) ? {} : mountsAlone(request)),
    }),
    NetworkingConfig: {
      // An address and the name of the container belong to the replica.
      EndpointsConfig: Object.fromEntries(
        endpoints.map(([network, { Aliases = [] }]) => [
          network,
          { Aliases: Aliases.filter((alias) => alias !== name) },
        ]),
      ),
    },
  });
}

function referencesOf(
  work: HookWork,
  desired: DesiredContainer,
  request: ContainerRequest,
  replica: ContainerRef,
): readonly ContainerReference[] {
  const peers = resolveReferences(work, desired);
  const network = peers.filter(({ field }) => field === 'NetworkMode');
  if (!passesOnVolumes(request)) return [...network, ...peers.filter(({ field }) => field === 'VolumesFrom')];
  return [...network, { field: 'VolumesFrom', template: '{}', placeholder: '', to: replica }];
}

/** An engine takes no volumes over from a container that has a tmpfs among its mounts: it looks for one without a name. */
const passesOnVolumes = ({ HostConfig: { Mounts = [] } }: ContainerRequest): boolean =>
  !Mounts.some(({ Type }) => Type === 'tmpfs');

/** What of it can be had without the container: all that has a name. */
const mountsAlone = ({
  HostConfig: { Binds, Mounts = [], VolumesFrom },
}: ContainerRequest): Pick<ContainerRequest['HostConfig'], 'Binds' | 'Mounts' | 'VolumesFrom'> =>
  defined<ContainerRequest['HostConfig']>({
    Binds,
    Mounts: notEmpty(Mounts.filter(({ Source }) => Source !== undefined)),
    VolumesFrom,
  });
