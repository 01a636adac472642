import { isIP } from 'node:net';
import { type Setting, UserError } from '../../diagnostics/user-error.ts';
import type { SwarmServiceRequest } from '../../model/swarm-request.ts';
import { type Range, rangeText, readRange } from '../../util/address-range.ts';
import { isVersionAtLeast } from '../../util/is-version-at-least.ts';
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

/** From this API on engines insist on the first address of a subnet; earlier ones take any of it. */
const STRICT_SUBNETS_SINCE = '1.44';

/** @returns what is wrong with the text, and what to write; undefined: nothing */
export function whyNoSubnet(text: string, apiVersion: string | undefined): Problem | undefined {
  const range = readRange(text);
  const most = range && isIP(range.address) === 6 ? 128 : 32;
  if (!range || !/\/\d+$/.test(text) || range.bits > most)
    return {
      message: `${JSON.stringify(text)} is no subnet`,
      hint: 'write an address and the number of bits that are the same in all of it, as in 10.5.0.0/24',
    };
  const isStrict = apiVersion === undefined || isVersionAtLeast(apiVersion, STRICT_SUBNETS_SINCE);
  const first = isStrict ? firstOf(range) : undefined;
  if (first === undefined || first === range.address) return undefined;
  return {
    message: `${text} is an address within a subnet, and not a subnet`,
    hint: `write ${rangeText({ ...range, address: first })}`,
  };
}

/** @returns undefined for IPv6, which can be written in many ways */
function firstOf({ address, bits }: Range): string | undefined {
  if (isIP(address) !== 4) return undefined;
  const host = 2 ** (32 - bits);
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const first = number - (number % host);
  return [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.');
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
