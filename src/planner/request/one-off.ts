import type { ContainerRequest, EndpointRequest } from '../../model/container-request.ts';
import { LABEL } from '../../model/labels.ts';
import type { Mount, PortMapping, ServiceSpec } from '../../model/service-spec.ts';
import {
  desiredContainer,
  type HashContext,
  type RequestContext,
  type RequestedContainer,
  requestContainer,
} from './create-request.ts';

/** A container of a service that is made for one command: what it has beyond, or instead of, what the files say. */
export interface OneOff {
  /** Of the service. */
  readonly service: string;
  /** Of the container. */
  readonly name: string;
  /** 64 hexadecimal digits that no other one-off has. */
  readonly slug: string;
  /** Absent: as the files say. */
  readonly command?: readonly string[] | undefined;
  readonly entrypoint?: readonly string[] | undefined;
  readonly user?: string | undefined;
  readonly workingDir?: string | undefined;
  readonly pullPolicy?: string | undefined;
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly consoleSize?: readonly [rows: number, columns: number] | undefined;
  /** The engine removes it when it ends. */
  readonly autoRemove: boolean;
  /** Answers to the names of its service. */
  readonly useAliases: boolean;
  /** Publishes what the files publish. */
  readonly servicePorts: boolean;
  readonly ports: readonly PortMapping[];
  /** `null`: not set in the container, whatever its image says. */
  readonly environment: ReadonlyMap<string, string | null>;
  readonly labels: ReadonlyMap<string, string>;
  readonly volumes: readonly Mount[];
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
}

/** The service as its one-off container has it. Nothing restarts it, and by itself it publishes nothing. */
export function oneOffService(service: ServiceSpec, oneOff: OneOff): ServiceSpec {
  const { restart: _, command: _command, entrypoint: _entrypoint, deploy, ...kept } = service;
  const mounted = new Set(oneOff.volumes.map(({ target }) => target));
  return {
    ...kept,
    ...commandOf(service, oneOff),
    ...(deploy && { deploy: withoutRestarts(deploy) }),
    ...(oneOff.user !== undefined && { user: oneOff.user }),
    ...(oneOff.workingDir !== undefined && { workingDir: oneOff.workingDir }),
    ...(oneOff.pullPolicy !== undefined && { pullPolicy: oneOff.pullPolicy }),
    containerName: oneOff.name,
    scale: 1,
    tty: oneOff.tty,
    stdinOpen: oneOff.stdin,
    ports: oneOff.servicePorts ? service.ports : oneOff.ports,
    environment: new Map([...service.environment, ...oneOff.environment]),
    labels: new Map([...service.labels, ...oneOff.labels]),
    volumes: [...service.volumes.filter(({ target }) => !mounted.has(target)), ...oneOff.volumes],
    capAdd: union(without(service.capAdd, oneOff.capDrop), oneOff.capAdd),
    capDrop: union(without(service.capDrop, oneOff.capAdd), oneOff.capDrop),
  };
}

/** Another entrypoint does not know what to do with the words of the command that the files have. */
function commandOf(service: ServiceSpec, oneOff: OneOff): Pick<ServiceSpec, 'command' | 'entrypoint'> {
  const entrypoint = oneOff.entrypoint ?? service.entrypoint;
  const command = oneOff.command ?? (oneOff.entrypoint === undefined ? service.command : []);
  return { ...(entrypoint && { entrypoint }), ...(command && { command }) };
}

function withoutRestarts(deploy: NonNullable<ServiceSpec['deploy']>): NonNullable<ServiceSpec['deploy']> {
  const { restartPolicy: _, ...kept } = deploy;
  return kept;
}

const without = (items: readonly string[], taken: readonly string[]): readonly string[] =>
  items.filter((item) => !taken.includes(item));

const union = (items: readonly string[], more: readonly string[]): readonly string[] => [
  ...new Set([...items, ...more]),
];

/** Whether it asks for addresses that only one container can have. */
export const hasFixedAddress = ({ request }: RequestedContainer): boolean =>
  Object.values(request.NetworkingConfig.EndpointsConfig).some(hasAddress);

/** The same, with addresses of its own. */
export function withOwnAddresses(asked: RequestedContainer): RequestedContainer {
  const { EndpointsConfig } = asked.request.NetworkingConfig;
  const NetworkingConfig = { EndpointsConfig: mapValues(EndpointsConfig, withoutAddresses) };
  return { ...asked, request: { ...asked.request, NetworkingConfig } };
}

/** @param service what `oneOffService` made of it */
export function oneOffRequest(
  context: RequestContext & Pick<HashContext, 'hashes'>,
  service: ServiceSpec,
  oneOff: OneOff,
): RequestedContainer {
  // The ids of others are put in when it is made.
  const asService = requestContainer(
    { ...context, idOf: () => undefined },
    desiredContainer(context.project, service, 1),
  );
  const { request } = asService;
  const { EndpointsConfig } = request.NetworkingConfig;
  const changed: ContainerRequest = {
    ...request,
    // The end of what is typed or piped in is the end of its standard input.
    ...(oneOff.stdin && { AttachStdin: true, StdinOnce: true }),
    Labels: { ...request.Labels, [LABEL.oneOff]: 'True', [LABEL.slug]: oneOff.slug },
    HostConfig: {
      ...request.HostConfig,
      ...(oneOff.autoRemove && { AutoRemove: true }),
      ...(oneOff.consoleSize && { ConsoleSize: oneOff.consoleSize }),
    },
    NetworkingConfig: {
      EndpointsConfig: oneOff.useAliases
        ? EndpointsConfig
        : mapValues(EndpointsConfig, (endpoint) => withoutAliases(endpoint, oneOff.name)),
    },
  };
  return { ...asService, request: changed };
}

/** Others must not reach it when they mean the service. */
function withoutAliases(endpoint: EndpointRequest, name: string): EndpointRequest {
  return { ...endpoint, Aliases: [name] };
}

const hasAddress = ({ IPAMConfig, MacAddress }: EndpointRequest): boolean =>
  IPAMConfig !== undefined || MacAddress !== undefined;

function withoutAddresses({
  IPAMConfig: _ip,
  MacAddress: _mac,
  ...endpoint
}: EndpointRequest): EndpointRequest {
  return endpoint;
}

function mapValues<Value>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value) => Value,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
