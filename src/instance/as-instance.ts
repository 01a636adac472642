import { imageBuilders } from '../model/image-builders.ts';
import { type Instance, type InstanceOwner, instanceProject } from '../model/instance.ts';
import type { Project } from '../model/project.ts';
import { defined } from '../util/defined.ts';
import { copyNetwork } from './copy-network.ts';
import { copyService } from './copy-service.ts';
import { copyVolume } from './copy-volume.ts';
import type { Copied, InstanceFinding } from './finding.ts';
import { namedContainers } from './own-containers.ts';
import { ownImages } from './own-images.ts';
import { fixedPorts, type InstancePorts } from './published-ports.ts';
import { type ResourceMap, unknownKeys } from './resource-map.ts';

export interface InstanceOptions {
  /** As `parseInstanceName` or `fitInstanceName` gave it. */
  readonly name: string;
  /** Published ports by the keys of `fixedPorts`. Of what is missing the engine picks. */
  readonly ports?: InstancePorts;
  /** What stands in for external networks and volumes. */
  readonly map?: ResourceMap;
  /** ISO 8601, by the clock of the engine. */
  readonly expires?: string;
  readonly ttlSeconds?: number;
  readonly owner?: InstanceOwner;
}

/**
 * The same project under a name of its own, with nothing on the engine that it shares with the project or another instance. What cannot be
 * apart is a finding: an error where there can be no instance, a warning where both have the same files.
 */
export function asInstance(
  project: Project,
  options: InstanceOptions,
): { readonly project: Project; readonly findings: readonly InstanceFinding[] } {
  const { name, ports = new Map<string, number>(), map = new Map<string, string>() } = options;
  const instance = defined<Instance>({
    name,
    of: project.name,
    builders: imageBuilders(project),
    expires: options.expires,
    ttlSeconds: options.ttlSeconds,
    owner: options.owner,
  });
  const containers = namedContainers(project);
  const context = {
    instance,
    workingDir: project.workingDir,
    ports,
    fixed: fixedPorts(project),
    containers,
    images: ownImages(project, name),
    hosts: hostsOf(project, containers),
  };
  const services = copyAll(project.services, (service) => copyService(service, context));
  const networks = copyAll(project.networks, (network) => copyNetwork(network, instance, map));
  const volumes = copyAll(project.volumes, (volume) => copyVolume(volume, instance, map));
  return {
    project: {
      ...project,
      name: instanceProject(project.name, name),
      instance,
      services: services.copy,
      // Nobody starts them, so nothing is wrong with them.
      disabledServices: copyAll(project.disabledServices, (service) => copyService(service, context)).copy,
      networks: networks.copy,
      volumes: volumes.copy,
    },
    findings: [
      ...unknownKeys(map, [...project.networks.keys()], [...project.volumes.keys()]),
      ...services.findings,
      ...networks.findings,
      ...volumes.findings,
    ],
  };
}

function copyAll<Part>(
  parts: ReadonlyMap<string, Part>,
  copy: (part: Part) => Copied<Part>,
): Copied<ReadonlyMap<string, Part>> {
  const copied = [...parts].map(([key, part]) => [key, copy(part)] as const);
  return {
    copy: new Map(copied.map(([key, part]) => [key, part.copy])),
    findings: copied.flatMap(([, { findings }]) => findings),
  };
}

function hostsOf(project: Project, containers: ReadonlyMap<string, string>): ReadonlySet<string> {
  const aliases = [...project.services.values()].flatMap(({ networks, hostname }) => [
    ...(hostname === undefined ? [] : [hostname]),
    ...[...networks.values()].flatMap((endpoint) => endpoint?.aliases ?? []),
  ]);
  return new Set([...project.services.keys(), ...containers.keys(), ...aliases]);
}
