import { createHash } from 'node:crypto';
import type { EndpointRequest, HostConfig } from '../../../src/model/container-request.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { Project } from '../../../src/model/project.ts';
import type { ServiceSpec } from '../../../src/model/service-spec.ts';
import { newHooks } from '../../../src/planner/request/hook-record.ts';
import { copiedFiles } from '../../../src/planner/request/injected-files.ts';
import { containerName } from '../../../src/planner/request/names.ts';
import { networkRequest } from '../../../src/planner/request/network-request.ts';
import { stableJson } from '../../../src/util/stable-json.ts';
import { createRequest } from '../planning.ts';
import { type Container, containerNamed, networkNamed, sorted, type World } from './objects.ts';
import { endsByItself } from './operate.ts';

/** What an engine has that is not as the project wants it, a line each. Asks nobody how it came to be. */
export function shortcomings(world: World, project: Project): readonly string[] {
  return [
    ...[...project.services.values()].flatMap((service) => ofService(world, project, service)),
    ...ofNetworks(world, project),
    ...ofVolumes(world, project),
    ...strays(world, project),
  ];
}

export const containersOf = (world: World, project: Project, service: string): readonly Container[] =>
  sorted(world)
    .filter(
      ({ request: { Labels } }) =>
        Labels[LABEL.project] === project.name &&
        Labels[LABEL.service] === service &&
        Labels[LABEL.oneOff] === 'False',
    )
    .sort((a, b) => numberOf(a) - numberOf(b));

export const numberOf = ({ request }: Container): number => Number(request.Labels[LABEL.containerNumber]);

function ofService(world: World, project: Project, service: ServiceSpec): readonly string[] {
  const containers = containersOf(world, project, service.name);
  const numbers = new Set(containers.map(numberOf));
  const wanted = service.scale ?? 1;
  return [
    ...(containers.length === wanted && numbers.size === wanted
      ? []
      : [`${service.name} has ${containers.map(({ name }) => name).join(', ')}, not ${wanted} containers`]),
    ...containers.flatMap((container) =>
      ofContainer(world, project, service, container).map((text) => `${container.name} ${text}`),
    ),
  ];
}

function ofContainer(
  world: World,
  project: Project,
  service: ServiceSpec,
  container: Container,
): readonly string[] {
  const number = numberOf(container);
  const numbersOf = (name: string) => containersOf(world, project, name).map(numberOf);
  const want = createRequest(project, service, number, numbersOf);
  const { request, name, state, image } = container;
  const isDone = endsByItself(container) && container.exitCode === 0;
  const { Labels, HostConfig: _, NetworkingConfig, ...settings } = want.request;
  const own = (labels: Readonly<Record<string, string>>) =>
    // These tell what it was made for, and may be of before a change in place.
    Object.entries(labels).filter(
      ([key]) => !key.startsWith('com.docker.compose.') && key !== LABEL.filesHash && key !== LABEL.hooks,
    );
  return [
    ...(state === 'running' || isDone ? [] : [`is ${state}`]),
    ...differ('name', name, containerName(project, service, number)),
    ...differ('image', image, world.images.get(want.image)),
    ...Object.entries(settings).flatMap(([key, value]) => differ(key, memberOf(request, key), value)),
    ...differ('labels', own(request.Labels), own(Labels)),
    ...newHooks(service, request.Labels[LABEL.hooks]).map((hook) => `was started with another ${hook}`),
    ...ofHost(request.HostConfig, hostOf(world, project, want)),
    ...ofEndpoints(world, container, NetworkingConfig.EndpointsConfig),
    ...ofMounts(world, project, service, container),
    ...copiedFiles(project, service).flatMap(({ path, content, onChange }) => {
      const there = container.files.get(path);
      if (there && onChange.kind === 'ignore') return [];
      return differ(`file ${path}`, there?.sha256, sha256(content.reveal()));
    }),
  ];
}

/** With the ids of those whose namespaces and volumes it uses. */
function hostOf(world: World, project: Project, want: ReturnType<typeof createRequest>): HostConfig {
  let host = want.request.HostConfig;
  for (const { field, template, service } of want.references) {
    const text = template.replace('{}', containersOf(world, project, service)[0]?.id ?? 'nobody');
    host = { ...host, [field]: field === 'VolumesFrom' || field === 'Links' ? [text] : text };
  }
  return host;
}

/** Those that tell what is made of a container, and not how it came to be. */
const HOST_SETTINGS = [
  'Memory',
  'PidsLimit',
  'Init',
  'NetworkMode',
  'IpcMode',
  'PidMode',
  'VolumesFrom',
] as const;

function ofHost(have: HostConfig, want: HostConfig): readonly string[] {
  const policy = ({ RestartPolicy }: HostConfig) => RestartPolicy?.Name ?? 'no';
  return [
    ...HOST_SETTINGS.filter((key) => key !== 'NetworkMode' || want[key]?.startsWith('container:')).flatMap(
      (key) => differ(key, have[key] || undefined, want[key]),
    ),
    ...differ('restart', policy(have), policy(want)),
    ...differ('ports', have.PortBindings, want.PortBindings),
    ...differ('swap', have.Memory ? have.MemorySwap : 0, want.Memory ? want.Memory * 2 : 0),
  ];
}

function ofEndpoints(
  world: World,
  { networks, state }: Container,
  want: Readonly<Record<string, EndpointRequest>>,
): readonly string[] {
  const plain = ({ Aliases = [], ...others }: EndpointRequest) => ({
    ...others,
    Aliases: [...Aliases].sort(),
  });
  // Engines show it while a container runs only, and nothing tells one that was asked for from one that an engine chose.
  const known = ({ MacAddress, ...others }: EndpointRequest, { MacAddress: wanted }: EndpointRequest) =>
    plain(state === 'running' && wanted && MacAddress ? { ...others, MacAddress } : others);
  return [
    ...differ('networks', [...networks.keys()].sort(), Object.keys(want).sort()),
    ...[...networks].flatMap(([name, { networkId, request }]) => [
      ...(state === 'running' ? differ(`network ${name}`, networkId, networkNamed(world, name)?.id) : []),
      ...differ(
        `endpoint on ${name}`,
        known(request, want[name] ?? {}),
        known(want[name] ?? {}, want[name] ?? {}),
      ),
    ]),
  ];
}

function ofMounts(
  world: World,
  project: Project,
  service: ServiceSpec,
  { mounts }: Container,
): readonly string[] {
  return service.volumes.flatMap(({ source, target }) => {
    const mounted = mounts.find((mount) => mount.target === target)?.name;
    if (source !== undefined)
      return differ(`volume at ${target}`, mounted, project.volumes.get(source)?.name);
    return mounted !== undefined && world.volumes.has(mounted) ? [] : [`has no volume at ${target}`];
  });
}

function ofNetworks(world: World, project: Project): readonly string[] {
  const used = [...project.services.values()].flatMap(({ networks }) => [...networks.keys()]);
  return [...project.networks.values()].flatMap((network) => {
    if (network.external || !used.includes(network.key)) return [];
    const have = networkNamed(world, network.name);
    if (!have) return [`there is no network ${network.name}`];
    const { Labels, Internal = false, IPAM } = networkRequest(project, network);
    return [
      ...differ(`labels of ${network.name}`, have.labels, Labels),
      ...differ(`internal of ${network.name}`, have.settings.Internal, Internal),
      ...differ(`ipam of ${network.name}`, have.settings.IPAM, IPAM),
    ];
  });
}

/** Whose settings differ is not said: nobody may change a volume unasked. */
function ofVolumes(world: World, project: Project): readonly string[] {
  const used = [...project.services.values()].flatMap(({ volumes }) => volumes.map(({ source }) => source));
  return [...project.volumes.values()].flatMap(({ key, name, external }) => {
    if (external || !used.includes(key)) return [];
    const volume = world.volumes.get(name);
    return volume?.labels[LABEL.project] === project.name ? [] : [`volume ${name} is not of the project`];
  });
}

/** What an interrupted plan may leave. */
function strays(world: World, project: Project): readonly string[] {
  return sorted(world).flatMap(({ name }) =>
    /^[0-9a-f]{12}_/.test(name) && containerNamed(world, name) && name.includes(project.name)
      ? [`${name} is left`]
      : [],
  );
}

const memberOf = (object: object, key: string): unknown => new Map(Object.entries(object)).get(key);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function differ(what: string, have: unknown, want: unknown): readonly string[] {
  const [from, to] = [stableJson(have ?? null), stableJson(want ?? null)];
  return from === to ? [] : [`has ${what} ${from}, not ${to}`];
}
