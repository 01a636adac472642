import { output, tryRun } from './run.ts';

/**
 * The network of a swarm of private engines: a switch in a namespace of its own, a node at each port (10.211.N.11 and so on), and a
 * cable from this machine to the switch (10.212.N.1 and .2). There is no way out: a node that asks for a registry hears at once that
 * there is none.
 *
 * N is 1..250; every name derives from it, so that what is left of a killed run can be found without notes.
 */
const switchOf = (n: number): string => `gantry-swarm-${n}`;
export const nodeNamespace = (n: number, node: number): string => `${switchOf(n)}-${node}`;
const cableOf = (n: number): string => `vgantry-s${n}`; // an interface's name has at most 15 characters
const portOf = (node: number): string => `port${node}`;
export const nodeAddress = (n: number, node: number): string => `10.211.${n}.1${node}`;
const switchAddress = (n: number): string => `10.211.${n}.1`;

export function createSwitch(n: number): void {
  const name = switchOf(n);
  ip('netns', 'add', name);
  ip('link', 'add', cableOf(n), 'type', 'veth', 'peer', 'name', 'cable', 'netns', name);
  ip('addr', 'add', `10.212.${n}.1/30`, 'dev', cableOf(n));
  ip('link', 'set', cableOf(n), 'up');
  const inside = (...args: string[]): string => ip('-n', name, ...args);
  inside('link', 'add', 'switch', 'type', 'bridge');
  inside('addr', 'add', `${switchAddress(n)}/24`, 'dev', 'switch');
  inside('addr', 'add', `10.212.${n}.2/30`, 'dev', 'cable');
  for (const device of ['lo', 'switch', 'cable']) inside('link', 'set', device, 'up');
  output('nsenter', [`--net=/run/netns/${name}`, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward']);
  ip('route', 'add', `10.211.${n}.0/24`, 'via', `10.212.${n}.2`);
}

/** A namespace for a node, and its cable. One that is there already is replaced, as that of a machine that starts again. */
export function connectNode(n: number, node: number): void {
  const name = nodeNamespace(n, node);
  disconnectNode(n, node);
  ip('netns', 'add', name);
  const inside = (...args: string[]): string => ip('-n', name, ...args);
  ip('-n', switchOf(n), 'link', 'add', portOf(node), 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
  ip('-n', switchOf(n), 'link', 'set', portOf(node), 'master', 'switch', 'up');
  inside('addr', 'add', `${nodeAddress(n, node)}/24`, 'dev', 'eth0');
  for (const device of ['lo', 'eth0']) inside('link', 'set', device, 'up');
  inside('route', 'add', 'default', 'via', switchAddress(n));
}

function disconnectNode(n: number, node: number): void {
  // Its end in the switch would stay as long as something holds the namespace.
  tryRun('ip', ['-n', switchOf(n), 'link', 'del', portOf(node)]);
  tryRun('ip', ['netns', 'del', nodeNamespace(n, node)]);
}

/** `down`: what the node sends, and what is sent to it, is lost. */
export function setNodeLink(n: number, node: number, state: 'up' | 'down'): void {
  ip('-n', switchOf(n), 'link', 'set', portOf(node), state);
}

/** Removes all of it, and whatever there is of it after a start that failed half-way. */
export function removeSwarmNetwork(n: number, nodes: readonly number[]): void {
  for (const node of nodes) disconnectNode(n, node);
  tryRun('ip', ['link', 'del', cableOf(n)]);
  tryRun('ip', ['netns', 'del', switchOf(n)]);
}

/** Numbers whose addresses somebody on this machine has already. */
export function swarmNumbersInUse(): ReadonlySet<number> {
  const addresses = output('ip', ['-4', '-o', 'addr']).matchAll(/ inet 10\.21[12]\.(\d+)\./g);
  return new Set([...addresses].map((match) => Number(match[1])));
}

function ip(...args: readonly string[]): string {
  return output('ip', args);
}
