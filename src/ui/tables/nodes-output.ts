import { binarySize } from '../../util/byte-size.ts';
import type { Fields } from '../go-template/value.ts';
import { tabulate } from './tabulate.ts';

/** A node of a swarm, as `nodes` shows it. */
export interface NodeRow {
  readonly id: string;
  readonly name: string;
  /** `leader`, `manager` or `worker` */
  readonly role: string;
  /** Absent: of a worker. */
  readonly reachability?: string;
  readonly state: string;
  readonly availability: string;
  readonly engine: string;
  readonly platform: string;
  readonly address: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly nanoCpus: number;
  readonly reservedNanoCpus: number;
  readonly memoryBytes: number;
  readonly reservedMemoryBytes: number;
  /** Of all projects. */
  readonly tasks: number;
  /** Of the project at hand, by service: how many tasks. */
  readonly services: ReadonlyMap<string, number>;
  /** Milliseconds that its clock is before that of the manager; absent: not measured. */
  readonly clockSkewMs?: number;
  /** Why it was not measured. */
  readonly clockUnknown?: string;
}

export const NODE_HEADERS: Fields = {
  ID: 'ID',
  Name: 'NODE',
  Role: 'ROLE',
  Reachability: 'REACHABILITY',
  State: 'STATE',
  Availability: 'AVAILABILITY',
  Engine: 'ENGINE',
  Platform: 'PLATFORM',
  Address: 'ADDRESS',
  Labels: 'LABELS',
  CPUs: 'CPUS',
  ReservedCPUs: 'RESERVED CPUS',
  MemoryBytes: 'MEMORY',
  ReservedMemoryBytes: 'RESERVED MEMORY',
  Tasks: 'TASKS',
  Services: 'SERVICES',
  ClockSkewMs: 'CLOCK',
  ClockUnknown: 'CLOCK UNKNOWN',
};

/** For `--format`. */
export const nodeRecord = (row: NodeRow): Fields => ({
  ID: row.id,
  Name: row.name,
  Role: row.role,
  Reachability: row.reachability ?? '',
  State: row.state,
  Availability: row.availability,
  Engine: row.engine,
  Platform: row.platform,
  Address: row.address,
  Labels: row.labels,
  CPUs: row.nanoCpus / CPU,
  ReservedCPUs: row.reservedNanoCpus / CPU,
  MemoryBytes: row.memoryBytes,
  ReservedMemoryBytes: row.reservedMemoryBytes,
  Tasks: row.tasks,
  Services: Object.fromEntries(row.services),
  ClockSkewMs: row.clockSkewMs ?? null,
  ClockUnknown: row.clockUnknown ?? '',
});

const CPU = 1e9;

/** @param hasProject whether it is known which project is at hand @param columns of the terminal */
export function nodesTable(rows: readonly NodeRow[], hasProject: boolean, columns: number): string {
  const has = (of: (row: NodeRow) => boolean): boolean => rows.some(of);
  const shown: readonly (readonly [string, (row: NodeRow) => string])[] = [
    ['NODE', ({ name }) => name],
    ['ROLE', roleOf],
    ['STATE', stateOf],
    ['ENGINE', ({ engine }) => engine],
    [
      'CPUS',
      ({ reservedNanoCpus, nanoCpus }) => `${number(reservedNanoCpus / CPU)}/${number(nanoCpus / CPU)}`,
    ],
    [
      'MEMORY',
      ({ reservedMemoryBytes: reserved, memoryBytes }) =>
        `${reserved === 0 ? '0' : binarySize(reserved)}/${binarySize(memoryBytes)}`,
    ],
    ['TASKS', ({ tasks }) => String(tasks)],
    ...(hasProject ? ([['OF THE PROJECT', servicesText]] as const) : []),
    ['CLOCK', clockText],
    ['ADDRESS', ({ address }) => address],
    ...(has(({ labels }) => Object.keys(labels).length > 0) ? ([['LABELS', labelsText]] as const) : []),
  ];
  return tabulate(
    [shown.map(([header]) => header), ...rows.map((row) => shown.map(([, text]) => text(row)))],
    {
      minWidth: 0,
      columns,
      sacrifices: [
        { column: 'LABELS', downTo: 12 },
        { column: 'OF THE PROJECT', downTo: 12 },
        { column: 'ADDRESS', downTo: 8 },
      ],
    },
  );
}

const number = (value: number): string => String(Number(value.toFixed(2)));

const roleOf = ({ role, reachability = 'reachable' }: NodeRow): string =>
  reachability === 'reachable' ? role : `${role}, ${reachability}`;

const stateOf = ({ state, availability }: NodeRow): string =>
  availability === 'active' ? state : `${state}, ${availability}`;

const servicesText = ({ services }: NodeRow): string =>
  [...services].map(([name, count]) => (count === 1 ? name : `${name} ×${count}`)).join(', ');

const labelsText = ({ labels }: NodeRow): string =>
  Object.entries(labels)
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
    .sort()
    .join(',');

/** What is less than this may be the time that the answer took. */
const MEASURABLE_MS = 100;

function clockText({ clockSkewMs: skew }: NodeRow): string {
  if (skew === undefined) return '?';
  if (Math.abs(skew) < MEASURABLE_MS) return 'same';
  return `${skew < 0 ? '-' : '+'}${number(Math.abs(skew) / 1000)} s`;
}
