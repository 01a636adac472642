import type { AddressPool } from '../../engine/port/engine-answers.ts';
import { type Range, readRange } from '../../util/address-range.ts';
import type { MachineFacts, PortRange, PublishedPort } from './machine-facts.ts';
import { type Answer, concern, fine, unknown } from './machine-rules.ts';
import { settingHint } from './setting-hint.ts';

/** The addresses and ports that are left. */
export function checkAddresses(facts: MachineFacts): readonly Answer[] {
  return [checkPools(facts), ...checkPorts(facts)];
}

/** What Docker Engine has when nobody sets `default-address-pools`: 31 networks. */
const DEFAULT_POOLS: readonly AddressPool[] = [
  { base: '172.17.0.0/16', size: 16 },
  { base: '172.18.0.0/16', size: 16 },
  { base: '172.19.0.0/16', size: 16 },
  { base: '172.20.0.0/14', size: 16 },
  { base: '172.24.0.0/14', size: 16 },
  { base: '172.28.0.0/14', size: 16 },
  { base: '192.168.0.0/16', size: 20 },
];

const POOL_LOW = 5;

function checkPools(facts: MachineFacts): Answer {
  const rule = 'address-pool-low';
  if (facts.kind === 'podman') return unknown(rule, 'Podman has pools of its own');
  const pools = facts.info.addressPools ?? DEFAULT_POOLS;
  const subnets = facts.networks.flatMap(({ settings }) =>
    (settings?.IPAM?.Config ?? []).flatMap(({ Subnet = '' }) => readRange(Subnet) ?? []),
  );
  const { total, free } = countSubnets(pools, [...subnets, ...facts.routes]);
  const text = `${free} of ${total} networks are left`;
  if (free >= POOL_LOW) return fine(rule, text);
  return concern(
    rule,
    text,
    'each project takes at least one; without any, `up` and every test in an instance of its own fail',
    `remove networks that nobody uses (docker network prune), or set ${settingHint(facts, '"default-address-pools": [{"base": "10.201.0.0/16", "size": 24}]')}`,
    free === 0 ? 'fail' : undefined,
  );
}

/** How many networks the pools give, and how many of those do not overlap with what is there. IPv6 is plenty, and left out. */
export function countSubnets(
  pools: readonly AddressPool[],
  taken: readonly Range[],
): { readonly total: number; readonly free: number } {
  const spans = taken.flatMap((range) => spanOf(range) ?? []);
  let total = 0;
  let free = 0;
  for (const { base, size } of pools) {
    const range = readRange(base);
    const pool = range && spanOf(range);
    if (!range || !pool) continue;
    const each = 2 ** (32 - size);
    const amount = 2 ** Math.max(0, size - range.bits);
    total += amount;
    free += amount - coveredIn(pool.from, each, amount, spans);
  }
  return { total, free };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The number of slots of `each` addresses from `start` that a span touches. */
function coveredIn(start: number, each: number, amount: number, spans: readonly Span[]): number {
  const slots = spans
    .map(({ from, to }) => ({
      from: Math.max(0, Math.floor((from - start) / each)),
      to: Math.min(amount - 1, Math.floor((to - start) / each)),
    }))
    .filter(({ from, to }) => from <= to)
    .sort((a, b) => a.from - b.from);
  let covered = 0;
  let next = 0;
  for (const { from, to } of slots) {
    covered += Math.max(0, to - Math.max(from, next) + 1);
    next = Math.max(next, to + 1);
  }
  return covered;
}

/** @returns undefined for IPv6. */
function spanOf({ address, bits }: Range): Span | undefined {
  if (address.includes(':')) return undefined;
  const each = 2 ** (32 - bits);
  const number = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const from = Math.floor(number / each) * each;
  return { from, to: from + each - 1 };
}

/** What Linux has when nobody sets it. */
const USUAL: PortRange = { from: 32_768, to: 60_999, reserved: [] };

function checkPorts(facts: MachineFacts): readonly Answer[] {
  const rule = 'port-in-ephemeral-range';
  const { published, ephemeral } = facts;
  const range = ephemeral ?? USUAL;
  const inside = published.filter(({ port }) => isIn(port, range));
  if (published.length === 0) return [];
  if (inside.length === 0)
    return [fine(rule, 'those of the project are not handed out to outgoing connections')];
  const text = `${inside.map(portText).join(', ')}: in ${range.from}-${range.to}`;
  if (!ephemeral) return [unknown(rule, `${text}, if the engine's machine has the usual range`)];
  return [
    concern(
      rule,
      text,
      'any outgoing connection may hold such a port, and then the container does not start',
      `publish one below ${range.from}, or reserve them, also in /etc/sysctl.d: sysctl -w net.ipv4.ip_local_reserved_ports=${[...range.reserved.map(spanText), ...new Set(inside.map(({ port }) => port))].join(',')}`,
    ),
  ];
}

const isIn = (port: number, { from, to, reserved }: PortRange): boolean =>
  port >= from && port <= to && !reserved.some((part) => port >= part.from && port <= part.to);

const portText = ({ service, port }: PublishedPort): string => `${port} of ${service}`;

const spanText = ({ from, to }: Span): string => (from === to ? `${from}` : `${from}-${to}`);
