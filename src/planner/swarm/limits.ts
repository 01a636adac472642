import { isIP } from 'node:net';
import { type Setting, UserError } from '../../diagnostics/user-error.ts';
import type { SwarmServiceRequest } from '../../model/swarm-request.ts';
import { badTemplates, KNOWN_TO_TEMPLATES } from './templates.ts';

const LONGEST_NAME = 63;
const LEAST_MEMORY_BYTES = 4 * 1024 ** 2;
const LEAST_NANO_CPUS = 1e6;

/** A part of a domain name, which tasks find the service by. */
const NAME = /^[a-zA-Z0-9](?:[-_a-zA-Z0-9]*[a-zA-Z0-9])?$/;

const FILE_NAME = /^[a-zA-Z0-9](?:[-_.a-zA-Z0-9]*[a-zA-Z0-9])?$/;
export const LONGEST_FILE_NAME = 64;

/** What a swarm would refuse to take, once half of the project is there. Source: swarmkit, manager/controlapi; tried on Docker Engine 26. */
export function limitProblems(service: string, request: SwarmServiceRequest): readonly UserError[] {
  const refuse = (message: string, hint: string, settings: readonly Setting[]): UserError =>
    new UserError('bad-usage', `service "${service}": ${message}`, {
      hint,
      about: { of: ['services', service], settings },
    });
  const { Resources: { Limits = {}, Reservations = {} } = {} } = request.TaskTemplate;
  const amounts = [
    { amount: Limits, settings: ['deploy.resources.limits', 'mem_limit', 'cpus'] },
    { amount: Reservations, settings: ['deploy.resources.reservations', 'mem_reservation'] },
  ];
  return [
    ...nameProblem(request.Name).map(({ message, hint }) => refuse(message, hint, [])),
    ...amounts.flatMap(({ amount: { MemoryBytes, NanoCPUs }, settings }) => [
      ...(MemoryBytes !== undefined && MemoryBytes < LEAST_MEMORY_BYTES
        ? [refuse(`${MemoryBytes} bytes of memory are too few for a swarm`, 'write 4m or more', settings)]
        : []),
      ...(NanoCPUs !== undefined && NanoCPUs < LEAST_NANO_CPUS
        ? [refuse(`${NanoCPUs / 1e9} CPUs are too few for a swarm`, 'write 0.001 or more', settings)]
        : []),
    ]),
    ...constraintProblems(request).map(({ message, hint }) =>
      refuse(message, hint, ['deploy.placement.constraints', 'deploy.placement']),
    ),
    ...portProblems(request).map(({ message, hint }) =>
      refuse(message, hint, ['deploy.endpoint_mode', 'ports']),
    ),
    ...addressProblems(request).map(({ message, hint, settings }) => refuse(message, hint, settings)),
    ...badTemplates(request).map(({ message, settings }) => refuse(message, KNOWN_TO_TEMPLATES, settings)),
  ];
}

interface Problem {
  readonly message: string;
  readonly hint: string;
}

function nameProblem(name: string): readonly Problem[] {
  if (name.length > LONGEST_NAME)
    return [
      {
        message: `its name on the swarm, ${name}, has ${name.length} letters, and may have ${LONGEST_NAME}`,
        hint: 'choose a shorter name for the service, or for the project (--project-name)',
      },
    ];
  if (NAME.test(name)) return [];
  return [
    {
      message: `its name on the swarm, ${name}, is no part of a domain name`,
      hint: 'write letters, digits, - and _ alone, and begin and end with a letter or a digit',
    },
  ];
}

/** The words of a swarm for what a node is. Another one is met by no node, or refused. */
const CONSTRAINT =
  /^\s*(?:node\.(?:id|hostname|ip|role|platform\.(?:os|arch)|labels\.\S+?)|engine\.labels\.\S+?)\s*[!=]=\s*\S.*$/i;

const constraintProblems = ({ TaskTemplate: { Placement } }: SwarmServiceRequest): readonly Problem[] =>
  (Placement?.Constraints ?? [])
    .filter((constraint) => !CONSTRAINT.test(constraint))
    .map((constraint) => ({
      message: `no node can meet the constraint ${JSON.stringify(constraint)}`,
      hint: 'write KEY==VALUE or KEY!=VALUE, where KEY is node.id, node.hostname, node.role, node.ip, node.platform.os, node.platform.arch, node.labels.NAME or engine.labels.NAME',
    }));

/** Nobody looks at them before a task starts on its node, and fails. */
function addressProblems({
  TaskTemplate: { ContainerSpec },
}: SwarmServiceRequest): readonly (Problem & { readonly settings: readonly Setting[] })[] {
  const { DNSConfig, Hosts = [] } = ContainerSpec;
  const servers = (DNSConfig?.Nameservers ?? []).filter((address) => isIP(address) === 0);
  const hosts = Hosts.map((line) => line.split(' ', 1).join()).filter((address) => !isHostAddress(address));
  return [
    ...servers.map((address) => ({
      message: `${JSON.stringify(address)} in dns is no address`,
      hint: 'write an IP address',
      settings: [['dns', address], 'dns'] satisfies readonly Setting[],
    })),
    ...hosts.map((address) => ({
      message: `${JSON.stringify(address)} in extra_hosts is no address`,
      hint: 'write NAME=ADDRESS with an IP address',
      settings: [['extra_hosts', address], 'extra_hosts'] satisfies readonly Setting[],
    })),
  ];
}

const isHostAddress = (address: string): boolean => address === 'host-gateway' || isIP(address) !== 0;

/** A secret and a config may have dots in theirs. @returns what is wrong with it; undefined: nothing */
export function whyNoFileName(name: string): string | undefined {
  if (name.length > LONGEST_FILE_NAME)
    return `has ${name.length} letters, and may have ${LONGEST_FILE_NAME} on a swarm`;
  return FILE_NAME.test(name)
    ? undefined
    : 'is none on a swarm: it may have letters, digits, - _ and . alone, and begins and ends with a letter or a digit';
}

/** @returns what is wrong with it; undefined: nothing */
export function whyNoNetworkName(name: string): string | undefined {
  const [problem] = nameProblem(name);
  return problem && `network "${name}": ${problem.message}`;
}

function portProblems({ EndpointSpec: { Mode, Ports = [] } = {} }: SwarmServiceRequest): readonly Problem[] {
  const ingress = Ports.find(({ PublishMode }) => PublishMode === 'ingress');
  if (Mode !== 'dnsrr' || ingress === undefined) return [];
  return [
    {
      message: `port ${ingress.TargetPort} cannot be published by all nodes with endpoint_mode: dnsrr`,
      hint: 'publish it with `mode: host`, or leave out the endpoint_mode',
    },
  ];
}
