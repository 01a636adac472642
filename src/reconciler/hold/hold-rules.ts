import { isIPv6 } from 'node:net';
import type { HeldPort } from '../../model/operation.ts';

/** The tables of two helpers do not meet. */
export const holdTable = (helper: string): string => `gantry-${helper}`;

/**
 * One line for `nft -i`: a table that drops whatever asks for a new connection to one of the ports at an address of the host. It comes
 * before all that the engine does with the packet, from wherever it comes: other machines and containers (`prerouting`), or the host
 * itself (`output`). Connections that exist go on.
 *
 * `flags owner`: nobody else can change the table, and the kernel removes it together with the process that made it (Linux 5.12).
 *
 * Source: nft(8), "TABLES", "CHAINS", "RULES".
 */
export function holdRules(table: string, ports: readonly HeldPort[]): string {
  const rules = ports.map((port) => `${dropNew(port)};`).join(' ');
  const chain = (hook: string): string =>
    `chain ${hook} { type filter hook ${hook} priority raw; policy accept; ${rules} }`;
  return `table inet ${table} { flags owner; ${chain('prerouting')}; ${chain('output')}; }`;
}

/** Two questions to the same process: what has become of the table, and one that it always answers, when it has said all. */
export const askForTable = (table: string): string => `list table inet ${table}\ndescribe tcp dport`;
export const isShown = (output: string): boolean => /^\}/m.test(output);
export const hasSaidAll = (output: string): boolean => output.includes('datatype');

const dropNew = ({ port, hostIp }: HeldPort): string =>
  [
    ...(hostIp === undefined ? [] : [`${isIPv6(hostIp) ? 'ip6' : 'ip'} daddr ${hostIp}`]),
    'fib daddr type local',
    `tcp dport ${port}`,
    'tcp flags & (syn | ack) == syn',
    'drop',
  ].join(' ');
