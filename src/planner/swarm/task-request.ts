import { isJsonMap, type Json } from '../../model/json.ts';
import type { Project } from '../../model/project.ts';
import type { Mount, ServiceSpec } from '../../model/service-spec.ts';
import type { PinnedImage, SwarmPlatform } from '../../model/swarm-image.ts';
import type {
  SwarmAttachment,
  SwarmContainerRequest,
  SwarmFile,
  SwarmMount,
  SwarmPlacement,
  SwarmRestartRequest,
  SwarmTaskRequest,
} from '../../model/swarm-request.ts';
import { byKey } from '../../util/by-key.ts';
import { defined } from '../../util/defined.ts';
import { environment } from '../request/create-request.ts';
import { networkName, networksByPriority } from '../request/endpoints.ts';
import { healthcheck } from '../request/healthcheck.ts';
import { type UsedFile, usedFiles } from '../request/mounted-files.ts';
import { volumeName } from '../request/mounts.ts';
import { nanoseconds } from '../request/nanoseconds.ts';
import { notEmpty, notZero, record } from '../request/not-empty.ts';
import type { ContentNames } from './content-objects.ts';
import { isJob } from './jobs.ts';
import { privileges } from './privileges.ts';
import { stackLabels } from './swarm-names.ts';
import { tmpfsMount } from './tmpfs-mounts.ts';

const NANO_CPUS = 1e9;
const READABLE_BY_ALL = 0o444;

/** What each task of a service is made of. */
export function taskRequest(
  project: Project,
  service: ServiceSpec,
  names: ContentNames,
  image: PinnedImage,
): SwarmTaskRequest {
  const { logging } = service;
  return defined<SwarmTaskRequest>({
    ContainerSpec: containerRequest(project, service, names, image.text),
    Resources: resources(service),
    RestartPolicy: restartPolicy(project, service),
    Placement: placement(service, image.platforms),
    Networks: notEmpty(attachments(project, service)),
    LogDriver: logging && logDriver(logging.driver ?? '', logging.options),
  });
}

const logDriver = (
  Name: string,
  options: ReadonlyMap<string, string | null>,
): NonNullable<SwarmTaskRequest['LogDriver']> => ({
  Name,
  ...(options.size > 0
    ? { Options: Object.fromEntries(byKey(options).map(([name, value]) => [name, value ?? ''])) }
    : {}),
});

function containerRequest(
  project: Project,
  service: ServiceSpec,
  names: ContentNames,
  image: string,
): SwarmContainerRequest {
  const files = usedFiles(project, service);
  const ofKind = (kind: UsedFile['kind']) => files.filter((file) => file.kind === kind);
  const nameOf = ({ kind, spec }: UsedFile): string => names.get(`${kind} ${spec.key}`) ?? spec.name;
  const secrets = ofKind('secret').map((file) => ({ SecretName: nameOf(file), File: fileOf(file) }));
  const configs = ofKind('config').map((file) => ({ ConfigName: nameOf(file), File: fileOf(file) }));
  const dns = defined({
    Nameservers: notEmpty(service.dns),
    Search: notEmpty(service.dnsSearch),
    Options: notEmpty(service.dnsOpt),
  });
  return defined<SwarmContainerRequest>({
    Image: image,
    Command: service.entrypoint && notEmpty(service.entrypoint),
    Args: service.command && notEmpty(service.command),
    Hostname: service.hostname,
    Env: notEmpty(environment(project, service)),
    Dir: service.workingDir,
    User: service.user,
    Groups: notEmpty(service.groupAdd),
    TTY: service.tty || undefined,
    OpenStdin: service.stdinOpen || undefined,
    ReadOnly: service.readOnly || undefined,
    Init: service.init,
    StopSignal: service.stopSignal,
    StopGracePeriod: nanoseconds(service.stopGraceMs),
    Healthcheck: healthcheck(service),
    Hosts: notEmpty(service.extraHosts.map(hostLine)),
    DNSConfig: Object.keys(dns).length > 0 ? dns : undefined,
    Labels: stackLabels(project, service.labels),
    Mounts: notEmpty([
      ...service.volumes.map((mount) => mountRequest(project, mount)),
      ...service.tmpfs.map(tmpfsMount),
      ...(service.shmSizeBytes === undefined ? [] : [sharedMemory(service.shmSizeBytes)]),
    ]),
    Secrets: notEmpty(secrets),
    Configs: notEmpty(configs),
    Privileges: privileges(service, project.seccompProfiles ?? new Map()),
    Isolation: service.isolation,
    Sysctls: record(service.sysctls),
    CapabilityAdd: notEmpty(service.capAdd.map(capability).sort()),
    CapabilityDrop: notEmpty(service.capDrop.map(capability).sort()),
    OomScoreAdj: notZero(service.oomScoreAdj),
    Ulimits: notEmpty(
      byKey(service.ulimits).map(([Name, { soft, hard }]) => ({ Name, Soft: soft, Hard: hard })),
    ),
  });
}

/** `name=address` is written the other way round there. */
function hostLine(entry: string): string {
  const at = entry.indexOf('=');
  return `${entry.slice(at + 1)} ${entry.slice(0, at)}`;
}

/** The engines know them by one name alone; an API takes each, and restarts the tasks for another one. */
function capability(name: string): string {
  const upper = name.toUpperCase();
  return upper === 'ALL' || upper.startsWith('CAP_') ? upper : `CAP_${upper}`;
}

const fileOf = ({ path, reference, kind }: UsedFile): SwarmFile => ({
  // Names without a folder are in the one of all secrets.
  Name: kind === 'secret' && path.startsWith('/run/secrets/') ? path.slice('/run/secrets/'.length) : path,
  UID: reference.uid ?? '0',
  GID: reference.gid ?? '0',
  Mode: reference.mode ?? READABLE_BY_ALL,
});

function mountRequest(project: Project, mount: Mount): SwarmMount {
  const { bind, tmpfs } = mount;
  return defined<SwarmMount>({
    Type: mount.type,
    Source: mount.type === 'volume' ? volumeName(project, mount.source) : mount.source,
    Target: mount.target,
    ReadOnly: mount.readOnly || undefined,
    BindOptions:
      bind?.propagation || bind?.recursive === 'disabled'
        ? defined({
            Propagation: bind.propagation,
            NonRecursive: bind.recursive === 'disabled' || undefined,
          })
        : undefined,
    VolumeOptions: mount.type === 'volume' ? volumeOptions(project, mount) : undefined,
    TmpfsOptions: tmpfs && defined({ SizeBytes: tmpfs.sizeBytes, Mode: tmpfs.mode }),
  });
}

/** Nothing in a swarm is a volume: the node that gets a task makes it of what stands here. */
function volumeOptions(project: Project, { source, volume }: Mount): SwarmMount['VolumeOptions'] {
  const declared = source === undefined ? undefined : project.volumes.get(source);
  const driver = defined({ Name: declared?.driver, Options: declared && record(declared.driverOpts) });
  const options = defined<NonNullable<SwarmMount['VolumeOptions']>>({
    NoCopy: volume?.nocopy || undefined,
    Subpath: volume?.subpath,
    Labels:
      declared && !declared.external
        ? stackLabels(project, new Map([...declared.labels, ...(volume?.labels ?? [])]))
        : volume && record(volume.labels),
    DriverConfig: Object.keys(driver).length > 0 && !declared?.external ? driver : undefined,
  });
  return Object.keys(options).length > 0 ? options : undefined;
}

const sharedMemory = (SizeBytes: number): SwarmMount => ({
  Type: 'tmpfs',
  Target: '/dev/shm',
  TmpfsOptions: { SizeBytes },
});

/** What `deploy.resources` says wins over the service's own attributes. */
function resources(service: ServiceSpec): SwarmTaskRequest['Resources'] | undefined {
  const { limits, reservations } = service.deploy ?? {};
  const cpus = notZero(limits?.cpus) ?? service.cpus;
  const Limits = defined({
    NanoCPUs: nanoCpus(cpus),
    MemoryBytes: notZero(limits?.memoryBytes) ?? notZero(service.memLimitBytes),
    Pids: notZero(limits?.pids) ?? notZero(service.pidsLimit),
  });
  const generic = reservations?.genericResources;
  const Reservations = defined({
    NanoCPUs: nanoCpus(reservations?.cpus),
    MemoryBytes: notZero(reservations?.memoryBytes) ?? notZero(service.memReservationBytes),
    GenericResources: generic === undefined ? undefined : genericResources(generic),
  });
  const request = {
    ...(Object.keys(Limits).length > 0 ? { Limits } : {}),
    ...(Object.keys(Reservations).length > 0 ? { Reservations } : {}),
  };
  return Object.keys(request).length > 0 ? request : undefined;
}

const nanoCpus = (cpus: number | undefined): number | undefined =>
  cpus === undefined ? undefined : notZero(Math.round(cpus * NANO_CPUS));

/** `[{discrete_resource_spec: {kind, value}}]` */
function genericResources(written: Json): Json {
  if (!Array.isArray(written)) return [];
  return written.flatMap((entry: Json) => {
    const spec = isJsonMap(entry) ? entry.discrete_resource_spec : undefined;
    if (!isJsonMap(spec)) return [];
    return [{ DiscreteResourceSpec: { Kind: spec.kind ?? '', Value: Number(spec.value ?? 0) } }];
  });
}

/** Without one a swarm starts whatever ends again, also what `restart: "no"` is said of. */
function restartPolicy(project: Project, service: ServiceSpec): SwarmRestartRequest | undefined {
  const policy = service.deploy?.restartPolicy;
  if (policy)
    return defined<SwarmRestartRequest>({
      Condition: policy.condition ?? (isJob(project, service) ? 'on-failure' : 'any'),
      Delay: nanoseconds(policy.delayMs),
      MaxAttempts: policy.maxAttempts,
      Window: nanoseconds(policy.windowMs),
    });
  const [word = '', attempts] = (service.restart ?? '').split(':');
  if (word === 'on-failure')
    return defined<SwarmRestartRequest>({
      Condition: 'on-failure',
      MaxAttempts: notZero(Number(attempts ?? 0) || 0),
    });
  // On one engine what nothing is said of is not started again. A service of a swarm is, unless it is a job.
  if (word === 'no' || (word === '' && isJob(project, service))) return { Condition: 'none' };
  return undefined;
}

function placement(
  service: ServiceSpec,
  ofImage: readonly SwarmPlatform[] | undefined,
): SwarmPlacement | undefined {
  const written = service.deploy?.placement;
  const { constraints, preferences, max_replicas_per_node: most } = isJsonMap(written) ? written : {};
  const request = defined<SwarmPlacement>({
    Constraints: notEmpty(texts(constraints)),
    Preferences: notEmpty(
      (Array.isArray(preferences) ? preferences : []).flatMap((entry: Json) =>
        isJsonMap(entry) && typeof entry.spread === 'string'
          ? [{ Spread: { SpreadDescriptor: entry.spread } }]
          : [],
      ),
    ),
    MaxReplicas: typeof most === 'number' ? notZero(most) : undefined,
    Platforms: platforms(service.platform) ?? ofImage,
  });
  return Object.keys(request).length > 0 ? request : undefined;
}

const texts = (written: Json | undefined): readonly string[] =>
  Array.isArray(written) ? written.map(String) : [];

/** `linux/amd64`. Where there are variants of an architecture, a swarm cannot tell them apart. */
function platforms(platform: string | undefined): SwarmPlacement['Platforms'] | undefined {
  if (platform === undefined) return undefined;
  const [OS = '', Architecture, variant] = platform.split('/');
  return [{ OS, ...(Architecture === undefined || variant !== undefined ? {} : { Architecture }) }];
}

/** Each task answers to the name of its service, too. */
function attachments(project: Project, service: ServiceSpec): readonly SwarmAttachment[] {
  const { networkMode } = service;
  // What is not possible is told (`unsupported.ts`).
  if (networkMode !== undefined)
    return networkMode === 'host' || networkMode === 'bridge' ? [{ Target: networkMode }] : [];
  return networksByPriority(service).map((key) => {
    const endpoint = service.networks.get(key);
    return defined<SwarmAttachment>({
      Target: networkName(project, key),
      Aliases: [...new Set([service.name, ...(endpoint?.aliases ?? [])])],
      DriverOpts: record(endpoint?.driverOpts ?? new Map<string, string>()),
    });
  });
}
