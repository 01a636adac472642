import type { NodeAddresses } from '../../model/node-addresses.ts';
import { contextNames } from './context-names.ts';
import type { DockerFiles } from './docker-files.ts';
import type { EngineAddress } from './engine-address.ts';
import { contextAddress, readHost, tlsOf } from './find-address.ts';

/** A node of a swarm, as its managers know it. */
export interface NodeName {
  readonly id: string;
  readonly hostname: string;
  /** Empty: the managers do not know it. */
  readonly address: string;
  /** As the managers know it; absent: nobody asked them. */
  readonly state?: string;
}

/** A way that may lead to the engine of a node. */
export interface NodeWay {
  /** In words: who says so. */
  readonly by: string;
  readonly address: EngineAddress;
}

interface Known {
  /** Of the user: where one names the node, there is no other way. */
  readonly settings: NodeAddresses;
  /** Of the manager that answers. */
  readonly present: EngineAddress;
  readonly environment: ReadonlyMap<string, string>;
  readonly files: DockerFiles;
}

/**
 * Where the engine of a node may be, the best guess first: what the user says; a Docker context with the node's name or address; the
 * way that leads to the manager, with the node's address in place of the manager's; ssh, where the user can log in.
 *
 * Error: UserError `bad-usage` for a setting that is no address.
 */
export function nodeWays(node: NodeName, known: Known): readonly NodeWay[] {
  const { settings, environment, files } = known;
  const said = [node.hostname, node.id, node.address].flatMap((name) => settings.get(name) ?? []).at(0);
  if (said !== undefined) {
    const address = readHost(said, tlsOf(environment, files, {}));
    return [{ by: 'a setting', address: unattended(address) }];
  }
  const ways = [...contextWays(node, files), ...likeTheManager(node, known.present)];
  return ways.filter(({ address }, index) => ways.findIndex(sameAs(address)) === index);
}

const sameAs =
  ({ endpoint }: EngineAddress) =>
  ({ address }: NodeWay): boolean =>
    address.endpoint === endpoint;

function contextWays(node: NodeName, files: DockerFiles): readonly NodeWay[] {
  return contextNames(files).flatMap((name) => {
    const address = readable(name, files);
    const isMeant = address && (name === node.hostname || isOf(node, address));
    return isMeant ? [{ by: `the Docker context "${name}"`, address: unattended(address) }] : [];
  });
}

const isOf = ({ hostname, address }: NodeName, { ssh, host = ssh?.host }: EngineAddress): boolean =>
  host !== undefined && [hostname, address].includes(host);

/** One that is broken leads nowhere. */
function readable(name: string, files: DockerFiles): EngineAddress | undefined {
  try {
    return contextAddress(name, files);
  } catch {
    return undefined;
  }
}

/** Plain TCP is left out: whoever listens at that address of a node could be anybody. */
function likeTheManager({ address: host }: NodeName, present: EngineAddress): readonly NodeWay[] {
  if (host === '') return [];
  const inUrl = host.includes(':') ? `[${host}]` : host;
  const by = 'its address in the swarm';
  if (present.tls?.verify && present.host !== undefined) {
    const { tls, port, basePath } = present;
    const endpoint = `tcp://${inUrl}:${port}`;
    return [
      {
        by,
        address: {
          endpoint,
          host,
          tls,
          ...(port !== undefined && { port }),
          ...(basePath !== undefined && { basePath }),
        },
      },
    ];
  }
  if (present.host !== undefined || process.platform === 'win32') return [];
  const { user, port, socketPath = '' } = present.ssh ?? {};
  const endpoint = `ssh://${user === undefined ? '' : `${encodeURIComponent(user)}@`}${inUrl}${port === undefined ? '' : `:${port}`}${socketPath}`;
  return [{ by, address: unattended(readHost(endpoint, undefined)) }];
}

const unattended = ({ ssh, ...address }: EngineAddress): EngineAddress => ({
  ...address,
  ...(ssh && { ssh: { ...ssh, isTried: true } }),
});
