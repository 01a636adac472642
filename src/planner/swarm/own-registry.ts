import { emptyService } from '../../model/empty-service.ts';
import type { ObservedSwarmService, SwarmNode } from '../../model/observed-swarm.ts';
import type { Project } from '../../model/project.ts';

/** The project of the registry that a swarm has of its own. */
const PROJECT = 'gantry-registry';
const KEY = 'registry';

/** As the swarm calls it. */
export const REGISTRY_SERVICE = `${PROJECT}_${KEY}`;

/** On that service: by which name all nodes reach it. */
const ADDRESS_LABEL = 'gantry.registry';

export interface RegistryIntent {
  readonly image: string;
  readonly port: number;
  /** `ingress`: each node reaches it as itself. `host`: as the node that runs it. */
  readonly publish: 'ingress' | 'host';
  /** It keeps the images, in a volume. */
  readonly node: Pick<SwarmNode, 'id' | 'address'>;
}

/** Engines trust what is on their own machine without TLS; anything else they have to be told. */
export const registryAddress = ({ port, publish, node }: Omit<RegistryIntent, 'image'>): string =>
  `${publish === 'ingress' ? 'localhost' : node.address}:${port}`;

/** A registry as a project of one service, so that it is planned, deployed and removed like any other. */
export function registryProject(intent: RegistryIntent | undefined): Project {
  const service = intent && {
    ...emptyService(KEY),
    image: intent.image,
    ports: [{ mode: intent.publish, target: 5000, published: String(intent.port), protocol: 'tcp' }],
    volumes: [{ type: 'volume', source: 'data', target: '/var/lib/registry' } as const],
    deploy: {
      labels: new Map([[ADDRESS_LABEL, registryAddress(intent)]]),
      placement: { constraints: [`node.id==${intent.node.id}`] },
    },
  };
  const data = {
    key: 'data',
    name: `${PROJECT}_data`,
    external: false,
    driverOpts: new Map(),
    labels: new Map(),
    extensions: new Map(),
  };
  return {
    origin: service ? 'files' : 'labels',
    name: PROJECT,
    workingDir: '/',
    configFiles: [],
    envFiles: [],
    services: new Map(service ? [[KEY, service]] : []),
    disabledServices: new Map(),
    networks: new Map(),
    volumes: new Map([['data', data]]),
    secrets: new Map(),
    configs: new Map(),
    extensions: new Map(),
  };
}

/** By which name all nodes reach it. undefined: the swarm has none. */
export const addressOfRegistry = (service: ObservedSwarmService | undefined): string | undefined =>
  service?.labels[ADDRESS_LABEL];
