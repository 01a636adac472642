import type { Project } from '../../model/project.ts';
import type { GraphEdge, GraphNode, GraphNodeKind, ProjectGraph } from '../../model/project-graph.ts';
import type { PortMapping, ServiceSpec } from '../../model/service-spec.ts';
import { byKey } from '../../util/by-key.ts';
import { peerReferences } from '../request/peer-references.ts';

/** Everything that the active services use, and how it hangs together. */
export function projectGraph(project: Project): ProjectGraph {
  const services = byKey(project.services).map(([, service]) => service);
  const edges = services.flatMap((service) => edgesOf(project, service));
  const used = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const nodes = [
    ...services.map(serviceNode),
    ...byKey(project.networks).map(([key, { external }]) => resource('network', key, external)),
    ...byKey(project.volumes).map(([key, { external }]) => resource('volume', key, external)),
    ...bindsOf(services).map((path) => resource('bind', path, false)),
    ...byKey(project.secrets).map(([key, { from }]) => resource('secret', key, from.kind === 'external')),
    ...byKey(project.configs).map(([key, { from }]) => resource('config', key, from.kind === 'external')),
  ];
  return {
    project: project.name,
    nodes: nodes.filter(({ id, kind }) => kind === 'service' || used.has(id)),
    edges,
  };
}

const bindsOf = (services: readonly ServiceSpec[]): readonly string[] =>
  [
    ...new Set(
      services.flatMap(({ volumes }) =>
        volumes.flatMap(({ type, source }) => (type === 'bind' && source !== undefined ? [source] : [])),
      ),
    ),
  ].sort();

const idOf = (kind: GraphNodeKind, name: string): string => `${kind} ${name}`;

function serviceNode(service: ServiceSpec): GraphNode {
  const image = service.image ?? (service.build ? 'built here' : undefined);
  const replicas = service.scale ?? service.deploy?.replicas ?? 1;
  return {
    id: idOf('service', service.name),
    kind: 'service',
    name: service.name,
    details: [
      ...(image === undefined ? [] : [image]),
      ...service.ports.map(portText),
      ...(replicas === 1 ? [] : [`${replicas} replicas`]),
    ],
  };
}

function portText({ hostIp, published, target, protocol }: PortMapping): string {
  const host = [hostIp, published].filter((part) => part !== undefined && part !== '').join(':');
  return `${host === '' ? 'any port' : host} → ${target}${protocol === 'tcp' ? '' : `/${protocol}`}`;
}

const resource = (kind: GraphNodeKind, key: string, external: boolean | undefined): GraphNode => ({
  id: idOf(kind, key),
  kind,
  name: key,
  details: external ? ['external'] : [],
});

function edgesOf(project: Project, service: ServiceSpec): readonly GraphEdge[] {
  const from = idOf('service', service.name);
  const to = (kind: GraphNodeKind, name: string) => ({ from, to: idOf(kind, name) });
  const shared = new Map(peerReferences(service).map(({ field, service: peer }) => [peer, SHARED[field]]));
  const dependencies = byKey(service.dependsOn).filter(([name]) => project.services.has(name));
  return [
    ...dependencies.map(([name, { condition, required }]): GraphEdge => {
      const shares = shared.get(name);
      if (shares !== undefined) return { ...to('service', name), kind: 'shares', label: shares };
      const label = `${CONDITIONS[condition]}${required ? '' : ', if it can'}`;
      return { ...to('service', name), kind: 'depends-on', label, condition, required };
    }),
    ...byKey(service.networks).map(([key, endpoint]): GraphEdge => {
      const addresses = [endpoint?.ipv4Address, endpoint?.ipv6Address].filter((one) => one !== undefined);
      return { ...to('network', key), kind: 'joins', label: addresses.join(' ') };
    }),
    ...service.volumes.flatMap((mount): readonly GraphEdge[] => {
      const { type, source, target, readOnly } = mount;
      if ((type !== 'volume' && type !== 'bind') || source === undefined) return [];
      if (type === 'volume' && !project.volumes.has(source)) return [];
      return [{ ...to(type, source), kind: 'mounts', label: `${target}${readOnly ? ' (read-only)' : ''}` }];
    }),
    ...service.secrets.map(
      ({ source }): GraphEdge => ({ ...to('secret', source), kind: 'reads', label: '' }),
    ),
    ...service.configs.map(
      ({ source }): GraphEdge => ({ ...to('config', source), kind: 'reads', label: '' }),
    ),
  ];
}

const CONDITIONS = {
  service_started: 'started',
  service_healthy: 'healthy',
  service_completed_successfully: 'completed',
} as const;

const SHARED = {
  NetworkMode: 'its network',
  IpcMode: 'its IPC',
  PidMode: 'its processes',
  VolumesFrom: 'its volumes',
  Links: 'started',
} as const;
