import { LABEL } from '../model/labels.ts';
import type { ObservedContainer, ObservedPort } from '../model/observed.ts';
import { humanDuration } from '../util/human-duration.ts';
import { labelReader } from './format-records.ts';
import type { Fields } from './go-template/value.ts';
import { formatFittingTable, formatTable, type Sacrifice } from './table.ts';

export const PS_COLUMNS = ['NAME', 'IMAGE', 'COMMAND', 'SERVICE', 'CREATED', 'STATUS', 'PORTS'];

/** What a narrow terminal goes without, the least telling first. Names and states stay. */
export const PS_SACRIFICES: readonly Sacrifice[] = [
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

/** @param columns of the terminal; a pipe is as wide as it takes. */
export function psTable(
  containers: readonly ObservedContainer[],
  truncate: boolean,
  now: Date,
  columns = Number.POSITIVE_INFINITY,
): string {
  const rows = containers.map((container) => psCells(container, truncate, now));
  return truncate
    ? formatFittingTable(PS_COLUMNS, rows, columns, PS_SACRIFICES)
    : formatTable(PS_COLUMNS, rows);
}

/** One row, as PS_COLUMNS says. */
export function psCells(container: ObservedContainer, truncate: boolean, now: Date): readonly string[] {
  return [
    container.name,
    container.image,
    commandText(container.command, truncate),
    container.labels[LABEL.service] ?? '',
    `${age(container, now)} ago`,
    container.status,
    container.ports.map(portText).join(', '),
  ];
}

/** What stands above the columns of a template. */
export const PS_HEADERS: Fields = {
  Command: 'COMMAND',
  CreatedAt: 'CREATED AT',
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

/** One container as `docker compose ps --format json` prints it, which scripts read; and `Label` for templates. */
export function psRecord(container: ObservedContainer, truncate: boolean, now: Date): Fields {
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
    Ports: container.ports.map(portText).join(', '),
    Project: container.labels[LABEL.project] ?? '',
    Publishers: container.ports.length === 0 ? null : container.ports.map(publisher),
    RunningFor: `${age(container, now)} ago`,
    Service: container.labels[LABEL.service] ?? '',
    Size: '0B',
    State: container.state,
    Status: container.status,
    Label: labelReader(container.labels),
  };
}

function publisher({ hostIp, published, target, protocol }: ObservedPort): Fields {
  return { URL: hostIp ?? '', TargetPort: target, PublishedPort: published ?? 0, Protocol: protocol };
}

function portText({ hostIp, published, target, protocol }: ObservedPort): string {
  const inside = `${target}/${protocol}`;
  return published === undefined ? inside : `${hostIp ?? ''}:${published}->${inside}`;
}

const MOUNT_LENGTH = 15;

function mountText(name: string, truncate: boolean): string {
  return truncate && name.length > MOUNT_LENGTH ? `${name.slice(0, MOUNT_LENGTH - 1)}…` : name;
}

function commandText(command: string, truncate: boolean): string {
  return `"${truncate && command.length > 20 ? `${command.slice(0, 19)}…` : command}"`;
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
