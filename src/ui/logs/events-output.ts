import { visible } from '../../util/disarm.ts';

/** An event, as it is shown. */
export interface ShownEvent {
  /** `container`; on a swarm `task`, `service`, `node`, `secret`, `config`, `network` */
  readonly type: string;
  readonly id: string;
  /** Absent: of none. */
  readonly service?: string;
  readonly action: string;
  /** Without the labels of docker compose. */
  readonly attributes: Readonly<Record<string, string>>;
  /** RFC 3339, with nanoseconds. */
  readonly time: string;
}

/** `2026-01-02 13:23:37.000000 container start 1f… (image=app, name=app-web-1)`, in the local zone. */
export function eventLine({ type, time, action, id, attributes }: ShownEvent): string {
  const pairs = Object.entries(attributes).map(([key, value]) => `${key}=${value}`);
  return `${localTime(time)} ${visible(`${type} ${action} ${id} (${pairs.join(', ')})`)}\n`;
}

/** One object per line, with the members of docker compose. */
export function eventJson({ type, time, service, id, action, attributes }: ShownEvent): string {
  const record = { action, attributes, id, ...(service !== undefined && { service }), time, type };
  return `${JSON.stringify(record)}\n`;
}

/** A Date has milliseconds; the other digits come from the text. */
function localTime(time: string): string {
  const date = new Date(time);
  const fraction = (/\.(\d+)/.exec(time)?.[1] ?? '').padEnd(6, '0').slice(0, 6);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${fraction}`;
}
