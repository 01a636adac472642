import type { ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadBusyboxImage } from './busybox-image.ts';
import { removeCgroups } from './cgroups.ts';
import { type Host, told } from './engine-api.ts';
import { type Slot, type SlotKind, takeSlot } from './engine-slot.ts';
import {
  dockerdOf,
  hostOf,
  type IsolatedEngine,
  killTree,
  spawnIsolated,
  untilAnswering,
} from './isolated-engine.ts';
import { textAt } from './json.ts';
import { tryRun } from './run.ts';
import { onExit } from './signals.ts';
import {
  connectNode,
  createSwitch,
  nodeAddress,
  nodeNamespace,
  removeSwarmNetwork,
  setNodeLink,
  swarmNumbersInUse,
} from './swarm-network.ts';

/** A machine of a private swarm. */
interface PrivateNode {
  readonly hostname: string;
  /** Of its engine, which answers also when the node is cut off. */
  readonly host: Host;
  /** For other nodes, and for this machine: ports of `mode: host` answer there. */
  readonly address: string;
  /** As by a power cut: the engine and all containers are gone at once. Its data stays. */
  readonly kill: () => void;
  /** Switches it on again. Resolves when its engine answers, which is before the swarm has it back. */
  readonly start: () => Promise<void>;
  /** Pulls its network cable: containers go on. */
  readonly cut: () => void;
  readonly heal: () => void;
}

export interface PrivateSwarm {
  /** The first one is a manager, and the first leader. */
  readonly nodes: readonly [PrivateNode, PrivateNode, PrivateNode];
  /** An image that each node has, and of which each hears at once that no registry has it. */
  readonly image: string;
  /** Kills all nodes, and removes every trace of them. Also done at exit; what a killed run leaves, the next one removes. */
  readonly stop: () => void;
}

interface SwarmOptions {
  readonly managers?: 1 | 3;
  /** A node that is silent for three of them is down. A swarm by itself: five seconds. */
  readonly heartbeatMs?: number;
}

const NODES = [1, 2, 3] as const;
const IMAGE = 'localhost:1/busybox:1';

/** Three engines that are a swarm. */
const SWARMS: SlotKind = {
  name: 'gantry-swarm',
  inUse: swarmNumbersInUse,
  remove: (n) => {
    removeSwarmNetwork(n, NODES);
    for (const node of NODES) removeCgroups(nodeNamespace(n, node));
  },
};

/** Why there can be no swarm of private engines here; undefined: there can be one. */
export function whyNoPrivateSwarm(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can start private engines';
  const { ok, text } = tryRun('unshare', ['--net', '--mount', '--pid', '--uts', '--fork', 'true']);
  return ok ? undefined : `no namespaces can be made here: ${text}`;
}

/**
 * Starts three Docker engines that nobody else sees, each like a machine of its own, which are a swarm. Needs root. No traffic goes
 * through virtual addresses or the ingress where the kernel has no IPVS: `endpoint_mode: dnsrr` and ports of `mode: host` work.
 */
export async function startPrivateSwarm(options: SwarmOptions = {}): Promise<PrivateSwarm> {
  const slot = await takeSlot(SWARMS);
  const machines = NODES.map((node) => new Machine(slot, node));
  const stop = onExit(() => {
    for (const machine of machines) machine.kill();
    slot.release();
  });
  try {
    createSwitch(slot.n);
    await Promise.all(machines.map((machine) => machine.prepare()));
    const [first, second, third] = machines;
    if (!first || !second || !third) throw new Error('internal: a swarm has three nodes');
    await joinSwarm(first, [second, third], options);
    return { nodes: [first, second, third], image: IMAGE, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

class Machine implements PrivateNode {
  readonly hostname: string;
  readonly host: Host;
  readonly address: string;
  readonly #engine: IsolatedEngine;
  readonly #slot: number;
  readonly #node: number;
  #daemon: ChildProcess | undefined;

  constructor({ n, folder }: Slot, node: number) {
    this.#slot = n;
    this.#node = node;
    this.hostname = `node${node}`;
    this.address = nodeAddress(n, node);
    this.#engine = {
      folder: join(folder, String(node)),
      namespace: nodeNamespace(n, node),
      bridge: `10.214.${node}.1/24`,
      pool: `base=10.215.${node}.0/24,size=26`,
      hostname: this.hostname,
    };
    this.host = hostOf(this.#engine.folder);
  }

  async prepare(): Promise<void> {
    mkdirSync(this.#engine.folder);
    await this.start();
    await loadBusyboxImage(this.host);
    await told(this.host, 'POST', `/images/busybox:latest/tag?repo=${IMAGE.replace(/:1$/, '')}&tag=1`);
  }

  kill(): void {
    if (this.#daemon) killTree(this.#daemon);
    this.#daemon = undefined;
  }

  async start(): Promise<void> {
    this.kill();
    // Files there name processes of the last time.
    rmSync(join(this.#engine.folder, 'run'), { recursive: true, force: true });
    connectNode(this.#slot, this.#node);
    this.#daemon = spawnIsolated(this.#engine, dockerdOf(this.#engine));
    await untilAnswering(this.#daemon, this.#engine.folder);
  }

  cut(): void {
    setNodeLink(this.#slot, this.#node, 'down');
  }

  heal(): void {
    setNodeLink(this.#slot, this.#node, 'up');
  }
}

async function joinSwarm(
  first: Machine,
  others: readonly Machine[],
  { managers = 1, heartbeatMs = 5000 }: SwarmOptions,
): Promise<void> {
  await told(first.host, 'POST', '/swarm/init', {
    ListenAddr: '0.0.0.0:2377',
    AdvertiseAddr: first.address,
    DefaultAddrPool: ['10.216.0.0/16'],
    SubnetSize: 24,
    Spec: { Dispatcher: { HeartbeatPeriod: heartbeatMs * 1e6 } },
  });
  const swarm = await told(first.host, 'GET', '/swarm');
  const JoinToken = textAt(swarm, 'JoinTokens', managers === 3 ? 'Manager' : 'Worker');
  // One after another: of two managers that join at once, one may be refused.
  for (const { host, address } of others)
    await told(host, 'POST', '/swarm/join', {
      ListenAddr: '0.0.0.0:2377',
      AdvertiseAddr: address,
      RemoteAddrs: [`${first.address}:2377`],
      JoinToken,
    });
}
