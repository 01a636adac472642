import { writeFileSync } from 'node:fs';
import { output, tryRun } from './run.ts';

/**
 * A network of its own for one private engine, and the cable to it: 10.213.N.1 on this side, 10.213.N.2 on
 * the other. Any number of engines can publish the same port, and their iptables chains never meet ours.
 *
 * N is 1..250; every name derives from it, so that what is left of a killed run can be found without notes.
 */
export function namespaceOf(n: number): string {
  return `gantry-${n}`;
}

const cableOf = (n: number): string => `vgantry-${n}`; // an interface's name has at most 15 characters
const nearAddress = (n: number): string => `10.213.${n}.1`;
export const farAddress = (n: number): string => `10.213.${n}.2`;

export function createLink(n: number): void {
  const name = namespaceOf(n);
  const ip = (...args: string[]): string => output('ip', args);
  const inside = (...args: string[]): string => output('ip', ['-n', name, ...args]);
  ip('netns', 'add', name);
  ip('link', 'add', cableOf(n), 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
  ip('addr', 'add', `${nearAddress(n)}/30`, 'dev', cableOf(n));
  ip('link', 'set', cableOf(n), 'up');
  inside('link', 'set', 'lo', 'up');
  inside('addr', 'add', `${farAddress(n)}/30`, 'dev', 'eth0');
  inside('link', 'set', 'eth0', 'up');
  inside('route', 'add', 'default', 'via', nearAddress(n));
  // The way out, for builds that fetch packages and for names that only the machine's DNS knows. Every engine
  // turns forwarding on and leaves it on; so do we, since another one may have come to rely on it.
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1');
  for (const rule of rules(n)) output('iptables', firewall('-I', rule));
}

/** Removes all of it, and whatever there is of it after a start that failed half-way. */
export function removeLink(n: number): void {
  for (const rule of rules(n)) tryRun('iptables', firewall('-D', rule));
  tryRun('ip', ['link', 'del', cableOf(n)]);
  tryRun('ip', ['netns', 'del', namespaceOf(n)]);
}

/** Numbers whose addresses somebody on this machine has already. */
export function numbersInUse(): ReadonlySet<number> {
  const addresses = output('ip', ['-4', '-o', 'addr']).matchAll(/ inet 10\.213\.(\d+)\./g);
  return new Set([...addresses].map((match) => Number(match[1])));
}

type Rule = { readonly table: string; readonly chain: string; readonly match: readonly string[] };

function rules(n: number): readonly Rule[] {
  const cable = cableOf(n);
  return [
    {
      table: 'nat',
      chain: 'POSTROUTING',
      match: ['-s', `10.213.${n}.0/30`, '!', '-o', cable, '-j', 'MASQUERADE'],
    },
    { table: 'filter', chain: 'FORWARD', match: ['-i', cable, '-j', 'ACCEPT'] },
    { table: 'filter', chain: 'FORWARD', match: ['-o', cable, '-j', 'ACCEPT'] },
  ];
}

function firewall(action: '-I' | '-D', { table, chain, match }: Rule): readonly string[] {
  return ['-w', '10', '-t', table, action, chain, ...match];
}
