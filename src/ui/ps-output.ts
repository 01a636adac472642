import type { Json } from '../model/json.ts';
import { LABEL } from '../model/labels.ts';
import type { ObservedContainer, ObservedPort } from '../model/observed.ts';
import { humanDuration } from '../util/human-duration.ts';
import { formatTable } from './table.ts';

const HEADER = ['NAME', 'IMAGE', 'COMMAND', 'SERVICE', 'CREATED', 'STATUS', 'PORTS'];

export function psTable(containers: readonly ObservedContainer[], truncate: boolean, now: Date): string {
  const rows = containers.map((container) => [
    container.name,
    container.image,
    commandText(container.command, truncate),
    container.labels[LABEL.service] ?? '',
    `${age(container, now)} ago`,
    container.status,
    container.ports.map(portText).join(', '),
  ]);
  return formatTable(HEADER, rows);
}

/** One container as `docker compose ps --format json` prints it, which scripts read. */
export function psRecord(container: ObservedContainer, truncate: boolean, now: Date): Json {
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
    Mounts: container.mounts.map(({ name, source }) => name ?? source).join(','),
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
  };
}

function publisher({ hostIp, published, target, protocol }: ObservedPort): Json {
  return { URL: hostIp ?? '', TargetPort: target, PublishedPort: published ?? 0, Protocol: protocol };
}

function portText({ hostIp, published, target, protocol }: ObservedPort): string {
  const inside = `${target}/${protocol}`;
  return published === undefined ? inside : `${hostIp ?? ''}:${published}->${inside}`;
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
