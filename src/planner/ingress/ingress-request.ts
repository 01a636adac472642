import { createHash } from 'node:crypto';
import type { ContainerRequest, EndpointRequest, HostConfig } from '../../model/container-request.ts';
import type { Datagrams, IngressSettings } from '../../model/ingress.ts';
import { LABEL } from '../../model/labels.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { defined } from '../../util/defined.ts';
import { stableJson } from '../../util/stable-json.ts';
import { networkName, networksByPriority } from '../request/endpoints.ts';
import { containerLabels } from '../request/labels.ts';
import { nameIn } from '../request/names.ts';
import { notEmpty } from '../request/not-empty.ts';
import { exposedPorts, portBindings } from '../request/port-bindings.ts';
import { restartPolicy } from '../request/restart-policy.ts';
import { mainProgram } from './datagram-program.ts';
import { COMMAND_PORT } from './haproxy-config.ts';
import { CONFIG_PATH } from './ingress-files.ts';
import { datagramPorts, ingressRoutes } from './ingress-routes.ts';
import { routesRecord, writeRecord } from './routes-record.ts';

/** So that docker compose takes it for the last container of its service: `exec` and `logs` then mean the first one, as before. */
export const INGRESS_NUMBER = 1_000_000;

/** Behind the hash of a container, so that docker compose knows that the container is not as its own would be. */
export const INGRESS_SUFFIX = ':ingress';

/** A user of no image. */
export const NOBODY = '65534:65534';

/** What its first process may, to set the rules for datagrams, to let HAProxy's workers be nobody, and to end them. */
export const DATAGRAM_RIGHTS = { User: '0:0', CapAdd: ['KILL', 'NET_ADMIN', 'SETGID', 'SETUID'] } as const;

export const ingressName = (project: Project, service: ServiceSpec): string =>
  nameIn(project, service.name, 'ingress');

/** What the ingress of a service does as long as the files stay as they are. @param proxyProtocol as the file asks for it */
export function ingressSettings(
  project: Project,
  service: ServiceSpec,
  proxyProtocol?: IngressSettings['proxyProtocol'],
): IngressSettings {
  return defined<IngressSettings>({
    routes: ingressRoutes(service),
    families: families(project, service),
    proxyProtocol,
    datagrams: ingressDatagrams(project, service),
  });
}

/** @returns undefined: it has no UDP port */
export function ingressDatagrams(project: Project, service: ServiceSpec): Datagrams | undefined {
  const ports = datagramPorts(service);
  return ports.length === 0 ? undefined : { ports, families: families(project, service) };
}

/**
 * The ingress of a service: it publishes the ports of the service, if any, and bears its names, in place of the containers behind it.
 *
 * Its hash is its own: that of the service changes with each update, through which the ingress stays.
 */
export function ingressRequest(project: Project, service: ServiceSpec, image: string): ContainerRequest {
  const datagrams = ingressDatagrams(project, service);
  const request = defined<ContainerRequest>({
    Image: image,
    User: datagrams ? DATAGRAM_RIGHTS.User : NOBODY,
    AttachStdout: true,
    AttachStderr: true,
    // What it opens for clients inside it learns with each configuration.
    ExposedPorts: exposedPorts({ ...service, expose: [] }),
    Entrypoint: datagrams ? ['sh', '-c', mainProgram(datagrams), 'ingress'] : ['haproxy'],
    Cmd: ['-W', '-db', '-q', '-S', `ipv4@127.0.0.1:${COMMAND_PORT}`, '-f', CONFIG_PATH],
    // That of the image may ask for what is not there.
    Healthcheck: { Test: ['NONE'] },
    // At once: only `stop` and `down` stop it, and then the containers behind it end as well.
    StopSignal: 'SIGTERM',
    Labels: {},
    HostConfig: hostConfig(project, service, datagrams),
    NetworkingConfig: { EndpointsConfig: endpoints(project, service) },
  });
  // Images are compared by what they are: a lock file gives them other names.
  const { Image: _image, ...made } = request;
  const hash = createHash('sha256').update(stableJson(made)).digest('hex');
  // No hook ran in it.
  const { [LABEL.hooks]: _hooks, ...labels } = containerLabels(
    project,
    { ...service, labels: new Map() },
    INGRESS_NUMBER,
  );
  return {
    ...request,
    Labels: {
      ...labels,
      [LABEL.configHash]: `${hash}${INGRESS_SUFFIX}`,
      [LABEL.ingress]: hash,
    },
  };
}

/** A container behind an ingress: it publishes nothing, and the names of the service are not its own. */
export function behindIngress(
  project: Project,
  service: ServiceSpec,
  request: ContainerRequest,
): ContainerRequest {
  const record = writeRecord(routesRecord(project, service));
  const { PortBindings: _published, ...hostConfig } = request.HostConfig;
  const isOfService = namesOf(service);
  const configHash = request.Labels[LABEL.configHash];
  return {
    ...request,
    Labels: {
      ...request.Labels,
      ...(configHash === undefined ? {} : { [LABEL.configHash]: `${configHash}${INGRESS_SUFFIX}` }),
      ...(record === undefined ? {} : { [LABEL.routes]: record }),
    },
    HostConfig: hostConfig,
    NetworkingConfig: {
      EndpointsConfig: Object.fromEntries(
        Object.entries(request.NetworkingConfig.EndpointsConfig).map(([network, endpoint]) => {
          const { Aliases, ...others } = endpoint;
          const kept = notEmpty((Aliases ?? []).filter((alias) => !isOfService.has(alias)));
          return [network, kept ? { ...others, Aliases: kept } : others];
        }),
      ),
    },
  };
}

/** By which clients know the service on its networks. */
function namesOf(service: ServiceSpec): ReadonlySet<string> {
  const aliases = [...service.networks.values()].flatMap((endpoint) => endpoint?.aliases ?? []);
  return new Set([
    service.name,
    ...(service.containerName === undefined ? [] : [service.containerName]),
    ...aliases,
  ]);
}

function endpoints(project: Project, service: ServiceSpec): Readonly<Record<string, EndpointRequest>> {
  const fixed = service.containerName === undefined ? [] : [service.containerName];
  return Object.fromEntries(
    networksByPriority(service).map((key) => {
      const spec = service.networks.get(key);
      const aliases = [...new Set([service.name, ...fixed, ...(spec?.aliases ?? [])])];
      return [
        networkName(project, key),
        defined<EndpointRequest>({ Aliases: aliases, GwPriority: spec?.gwPriority }),
      ];
    }),
  );
}

function hostConfig(project: Project, service: ServiceSpec, datagrams: Datagrams | undefined): HostConfig {
  const [primary] = networksByPriority(service);
  const { logging } = service;
  return defined<HostConfig>({
    CapAdd: datagrams && DATAGRAM_RIGHTS.CapAdd,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges:true'],
    Sysctls: datagrams && forwarding(datagrams),
    NetworkMode: primary === undefined ? 'none' : networkName(project, primary),
    PortBindings: portBindings(service),
    RestartPolicy: restartOfIngress(service),
    LogConfig: logging && {
      Type: logging.driver ?? '',
      Config: Object.fromEntries([...logging.options].map(([name, value]) => [name, value ?? ''])),
    },
  });
}

/** The kernel passes datagrams on in the network of the ingress alone. */
const forwarding = ({ families }: Datagrams): Readonly<Record<string, string>> => ({
  ...(families === 'ipv6' ? {} : { 'net.ipv4.ip_forward': '1' }),
  ...(families === 'ipv4' ? {} : { 'net.ipv6.conf.all.forwarding': '1' }),
});

/** When it crashes it comes back; when the engine is started again it does what the containers behind it do. */
function restartOfIngress(service: ServiceSpec): HostConfig['RestartPolicy'] {
  const name = restartPolicy(service)?.Name;
  const stays = name === 'always' || name === 'unless-stopped';
  return { Name: stays ? name : 'on-failure', MaximumRetryCount: 0 };
}

function families(project: Project, service: ServiceSpec): IngressSettings['families'] {
  const networks = networksByPriority(service).map((key) => project.networks.get(key));
  if (!networks.some((network) => network?.enableIpv6)) return 'ipv4';
  return networks.every((network) => network?.enableIpv4 === false) ? 'ipv6' : 'both';
}
