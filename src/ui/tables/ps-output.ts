import type { ContainerId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer, ObservedPort } from '../../model/observed.ts';
import { humanDuration } from '../../util/human-duration.ts';
import type { Fields } from '../go-template/value.ts';
import { labelReader } from './format-records.ts';
import { portsText } from './ports-text.ts';
import { formatFittingTable, formatTable, type ShrinkableColumn } from './table.ts';

export const PS_COLUMNS = ['NAME', 'IMAGE', 'COMMAND', 'SERVICE', 'CREATED', 'STATUS', 'PORTS'];

/** The columns that shrink in a narrow terminal, the least important first. Names and states stay. */
export const PS_SACRIFICES: readonly ShrinkableColumn[] = [
  { column: 'COMMAND', downTo: 12 },
  { column: 'PORTS', downTo: 18 },
  { column: 'COMMAND', downTo: 0 },
  { column: 'CREATED', downTo: 0 },
  { column: 'IMAGE', downTo: 12 },
  { column: 'IMAGE', downTo: 0 },
  { column: 'PORTS', downTo: 8 },
  { column: 'PORTS', downTo: 0 },
  { column: 'SERVICE', downTo: 0 },
];

/** The drift of each container, for `ps --drift`. */
export type DriftTexts = ReadonlyMap<ContainerId, string>;

/** The digest of the image of each container. Absent: no registry has it. */
export type ImageDigests = ReadonlyMap<ContainerId, string>;

interface PsTableOptions {
  readonly truncate: boolean;
  readonly now: Date;
  /** Of the terminal. Absent: a pipe, without a limit. */
  readonly columns?: number;
  /** Absent: not requested. */
  readonly drift?: DriftTexts | undefined;
}

export function psTable(
  containers: readonly ObservedContainer[],
  { truncate, now, columns = Number.POSITIVE_INFINITY, drift }: PsTableOptions,
): string {
  const rows = containers.map((container) => [
    ...psCells(container, truncate, now),
    ...driftCells(container, drift),
  ]);
  const header = [...PS_COLUMNS, ...driftHeader(drift)];
  return truncate
    ? formatFittingTable(header, rows, columns, [...PS_SACRIFICES, ...DRIFT_SACRIFICES])
    : formatTable(header, rows);
}

export const driftHeader = (drift: DriftTexts | undefined): readonly string[] => (drift ? ['DRIFT'] : []);

export const driftCells = ({ id }: ObservedContainer, drift: DriftTexts | undefined): readonly string[] =>
  drift ? [drift.get(id) ?? '-'] : [];

/** The user requested it, so it shrinks last. */
export const DRIFT_SACRIFICES: readonly ShrinkableColumn[] = [{ column: 'DRIFT', downTo: 24 }];

/** One row, in the order of PS_COLUMNS. */
export function psCells(container: ObservedContainer, truncate: boolean, now: Date): readonly string[] {
  return [
    container.name,
    container.image,
    commandText(container.command, truncate),
    container.labels[LABEL.service] ?? '',
    `${age(container, now)} ago`,
    container.status,
    portsText(container.ports),
  ];
}

/** The headers of the columns of a template. */
export const PS_HEADERS: Fields = {
  Command: 'COMMAND',
  CreatedAt: 'CREATED AT',
  Digest: 'DIGEST',
  Drift: 'DRIFT',
  ExitCode: 'EXIT CODE',
  Health: 'HEALTH',
  ID: 'CONTAINER ID',
  Image: 'IMAGE',
  Labels: 'LABELS',
  LocalVolumes: 'LOCAL VOLUMES',
  Mounts: 'MOUNTS',
  Name: 'NAME',
  Names: 'NAMES',
  Networks: 'NETWORKS',
  Ports: 'PORTS',
  Project: 'PROJECT',
  Publishers: 'PUBLISHERS',
  RunningFor: 'CREATED',
  Service: 'SERVICE',
  Size: 'SIZE',
  State: 'STATE',
  Status: 'STATUS',
};

/**
 * One container with the members of `docker compose ps --format json`, which scripts read, and `Label` for templates. `Drift` and
 * `Digest` are present only when they were requested.
 */
export function psRecord(
  container: ObservedContainer,
  truncate: boolean,
  now: Date,
  {
    drift,
    digests,
  }: { readonly drift?: DriftTexts | undefined; readonly digests?: ImageDigests | undefined } = {},
): Fields {
  return {
    Command: commandText(container.command, truncate),
    CreatedAt: createdText(container.createdAt),
    ExitCode: container.exitCode ?? 0,
    Health: container.health ?? '',
    ID: truncate ? container.id.slice(0, 12) : container.id,
    Image: container.image,
    Labels: Object.entries(container.labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(','),
    LocalVolumes: String(container.mounts.filter(({ type }) => type === 'volume').length),
    Mounts: container.mounts.map(({ name, source }) => mountText(name ?? source, truncate)).join(','),
    Name: container.name,
    Names: container.name,
    Networks: [...container.networks.keys()].join(','),
    Ports: portsText(container.ports),
    Project: container.labels[LABEL.project] ?? '',
    Publishers: container.ports.length === 0 ? null : container.ports.map(publisher),
    RunningFor: `${age(container, now)} ago`,
    Service: container.labels[LABEL.service] ?? '',
    Size: '0B',
    State: container.state,
    Status: container.status,
    ...(digests ? { Digest: digests.get(container.id) ?? '' } : {}),
    ...(drift ? { Drift: drift.get(container.id) ?? '' } : {}),
    Label: labelReader(container.labels),
  };
}

function publisher({ hostIp, published, target, protocol }: ObservedPort): Fields {
  return { URL: hostIp ?? '', TargetPort: target, PublishedPort: published ?? 0, Protocol: protocol };
}

const MOUNT_LENGTH = 15;

function mountText(name: string, truncate: boolean): string {
  return truncate && name.length > MOUNT_LENGTH ? `${name.slice(0, MOUNT_LENGTH - 1)}…` : name;
}

function commandText(command: string, truncate: boolean): string {
  return JSON.stringify(truncate && command.length > 20 ? `${command.slice(0, 19)}…` : command);
}

function age({ createdAt }: ObservedContainer, now: Date): string {
  return humanDuration(now.getTime() / 1000 - createdAt);
}

/** As Go prints a time: `2026-01-02 13:23:37 +0000 UTC`, in the local zone. */
function createdText(seconds: number): string {
  const time = new Date(seconds * 1000);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const offset = -time.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(offset) / 60))}${pad(Math.abs(offset) % 60)}`;
  const name = offset === 0 ? 'UTC' : (/\(([A-Z]+)\)/.exec(time.toString())?.[1] ?? zone);
  const date = `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
  return `${date} ${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())} ${zone} ${name}`;
}
