import { STACK } from '../../model/labels.ts';
import type { Project } from '../../model/project.ts';
import type { PortMapping, ServiceSpec } from '../../model/service-spec.ts';
import type { PinnedImage } from '../../model/swarm-image.ts';
import type {
  SwarmEndpointRequest,
  SwarmMode,
  SwarmPort,
  SwarmServiceRequest,
  SwarmUpdateRequest,
} from '../../model/swarm-request.ts';
import type { UpdateConfig } from '../../model/update-config.ts';
import { defined } from '../../util/defined.ts';
import { imageReference } from '../request/image-references.ts';
import { nanoseconds } from '../request/nanoseconds.ts';
import { notEmpty } from '../request/not-empty.ts';
import type { ContentNames } from './content-objects.ts';
import { isJob, jobKind } from './jobs.ts';
import { stackLabels, swarmServiceName } from './swarm-names.ts';
import { taskRequest } from './task-request.ts';

interface Wanted {
  /** By the key of a secret or config: what it is called in the swarm. */
  readonly names: ContentNames;
  /** Absent: what the file says; 1 where it says nothing. */
  readonly replicas: number | undefined;
  readonly image: PinnedImage;
}

/** A service as a swarm is asked for it. */
export function serviceRequest(
  project: Project,
  service: ServiceSpec,
  { names, replicas, image }: Wanted,
): SwarmServiceRequest {
  const { updateConfig, rollbackConfig } = service.deploy ?? {};
  // A swarm refuses both where it runs a service to its end.
  const isUpdated = !isJob(project, service);
  return defined<SwarmServiceRequest>({
    Name: swarmServiceName(project, service),
    Labels: {
      ...stackLabels(project, service.deploy?.labels ?? new Map()),
      [STACK.image]: imageReference(project, service),
    },
    TaskTemplate: taskRequest(project, service, names, image),
    Mode: modeOf(project, service, replicas),
    UpdateConfig: isUpdated ? updateRequest(updateConfig) : undefined,
    RollbackConfig: isUpdated ? updateRequest(rollbackConfig) : undefined,
    EndpointSpec: endpointRequest(service),
  });
}

function modeOf(project: Project, service: ServiceSpec, scaled: number | undefined): SwarmMode {
  const { mode, replicas } = service.deploy ?? {};
  const many = scaled ?? replicas ?? service.scale;
  switch (jobKind(project, service)) {
    case 'global-job':
      return { GlobalJob: {} };
    case 'replicated-job':
      return { ReplicatedJob: { MaxConcurrent: many ?? 1, TotalCompletions: many ?? 1 } };
    default:
      if (mode === 'global') return { Global: {} };
      return { Replicated: many === undefined ? {} : { Replicas: many } };
  }
}

/** Where one is written, `parallelism` has to be: without it a swarm updates all tasks at once. */
function updateRequest(config: UpdateConfig | undefined): SwarmUpdateRequest | undefined {
  if (!config) return undefined;
  return defined<SwarmUpdateRequest>({
    Parallelism: config.parallelism ?? 1,
    Delay: nanoseconds(config.delayMs),
    FailureAction: config.failureAction,
    Monitor: nanoseconds(config.monitorMs),
    MaxFailureRatio: config.maxFailureRatio,
    Order: config.order,
  });
}

export function endpointRequest(service: ServiceSpec): SwarmEndpointRequest | undefined {
  const request = defined<SwarmEndpointRequest>({
    Mode: service.deploy?.endpointMode,
    Ports: notEmpty(service.ports.flatMap(portsOf)),
  });
  return Object.keys(request).length > 0 ? request : undefined;
}

/** A range stands for each of its ports. A swarm cannot publish on one address alone (`unsupported.ts` says so). */
function portsOf({ target, published, protocol, mode }: PortMapping): readonly SwarmPort[] {
  const PublishMode = mode === 'host' ? 'host' : 'ingress';
  const [first] = (published ?? '').split('-');
  return [
    defined<SwarmPort>({
      Protocol: protocol,
      TargetPort: target,
      PublishedPort: first ? Number(first) : undefined,
      PublishMode,
    }),
  ];
}
