import { blank, gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { NetworkSpec } from '../../model/network-spec.ts';
import type { ObservedNetwork, ObservedVolume } from '../../model/observed.ts';
import type { ObservedSwarm } from '../../model/observed-swarm.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { networkName, networksByPriority } from '../request/endpoints.ts';
import { nodeLoad } from './node-load.ts';
import { swarmServiceName } from './swarm-names.ts';

interface There {
  readonly swarm: ObservedSwarm;
  /** Of the engine that gets the container, a manager. */
  readonly networks: readonly ObservedNetwork[];
  readonly volumes: readonly ObservedVolume[];
}

/**
 * The project for a one-off container beside the tasks of a swarm: the container joins the networks that are there, and takes the volumes
 * of its engine as they are.
 *
 * Error: UserError `missing-external` for a network that is not there, `bad-usage` for one that only tasks may join, `no-container` where
 * something that the service depends on does not run.
 * @param needsDependencies `--no-deps` does not
 */
export function oneOffProject(
  project: Project,
  name: string,
  { swarm, networks, volumes }: There,
  needsDependencies: boolean,
): Project {
  const service = project.services.get(name);
  if (!service) return project;
  if (needsDependencies) refuseMissingDependencies(project, service, swarm);
  const joined = networksByPriority(service).map((key) => [key, joinable(project, key, networks)] as const);
  const there = new Set(volumes.map((volume) => volume.name));
  return {
    ...project,
    networks: new Map([...project.networks, ...joined]),
    volumes: new Map(
      [...project.volumes].map(([key, volume]) => [
        key,
        there.has(volume.name) ? { ...volume, external: true } : volume,
      ]),
    ),
  };
}

function joinable(project: Project, key: string, networks: readonly ObservedNetwork[]): NetworkSpec {
  const name = networkName(project, key);
  const have = networks.find((network) => network.name === name);
  if (!have)
    throw new UserError('missing-external', `network "${name}" is not there, and up makes it`, {
      hint: gantry('up', '-d'),
    });
  if (have.driver === 'overlay' && have.settings?.Attachable !== true)
    throw new UserError(
      'bad-usage',
      `only tasks may join network "${name}", and run makes a container: the network is not attachable`,
      {
        hint: [
          `write networks: {${key}: {attachable: true}}; a network does not change, so then: `,
          gantry('down'),
          ' and ',
          gantry('up'),
          '. A command in a task that runs needs none of this: ',
          gantry('exec', blank('SERVICE'), blank('COMMAND')),
        ],
        about: { of: ['networks', key], settings: ['attachable'] },
      },
    );
  const written = project.networks.get(key);
  return {
    driverOpts: new Map(),
    labels: new Map(),
    extensions: new Map(),
    ...written,
    key,
    name,
    external: true,
  };
}

/** What has to end before it may have ended long ago. */
function refuseMissingDependencies(project: Project, service: ServiceSpec, swarm: ObservedSwarm): void {
  const running = new Set(
    swarm.nodes
      .flatMap((node) => nodeLoad(node, swarm).tasks)
      .filter(({ state }) => state === 'running')
      .map(({ serviceId }) => serviceId),
  );
  const names = new Set(swarm.services.filter(({ id }) => running.has(id)).map((one) => one.name));
  for (const [other, { condition, required }] of service.dependsOn) {
    if (!required || condition === 'service_completed_successfully') continue;
    if (names.has(swarmServiceName(project, { name: other }))) continue;
    throw new UserError(
      'no-container',
      `service "${service.name}" depends on "${other}", of which no task runs on the swarm`,
      { hint: [gantry('up', '-d', other), ' brings it there, and --no-deps goes without it'] },
    );
  }
}
