import { Readable } from 'node:stream';
import type { Filters } from './filters.ts';
import { hasLabels, matches } from './filters.ts';
import type { Container } from './world.ts';

/** As one line of `GET /events` has it. */
interface Event {
  readonly status?: string;
  readonly id?: string;
  readonly from?: string;
  readonly Type: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
  readonly scope: 'local';
  readonly time: number;
  readonly timeNano: number;
}

/** An engine remembers no more. */
const REMEMBERED = 256;

/** What happens, for those who listen and for those who ask later. */
export class EventLog {
  readonly #recent: Event[] = [];
  readonly #listeners = new Set<(event: Event) => void>();

  ofContainer(container: Container, action: string, more: Readonly<Record<string, string>> = {}): void {
    const { id, name, request } = container;
    const attributes = { ...request.Labels, ...more, image: request.Image, name };
    this.#add({
      status: action,
      id,
      from: request.Image,
      Type: 'container',
      Action: action,
      Actor: { ID: id, Attributes: attributes },
      ...now(),
    });
  }

  of(type: string, action: string, id: string, attributes: Readonly<Record<string, string>>): void {
    this.#add({ Type: type, Action: action, Actor: { ID: id, Attributes: attributes }, ...now() });
  }

  #add(event: Event): void {
    this.#recent.push(event);
    if (this.#recent.length > REMEMBERED) this.#recent.shift();
    for (const listener of this.#listeners) listener(event);
  }

  /** Times are seconds. Without `until` the stream stays open until its reader goes, and with one until that time. */
  stream(filters: Filters, since: number | undefined, until: number | undefined): Readable {
    const stream = new Readable({ read() {} });
    const send = (event: Event): void => {
      if (isWanted(event, filters)) stream.push(`${JSON.stringify(event)}\n`);
    };
    if (since !== undefined)
      for (const event of this.#recent) {
        const seconds = event.timeNano / 1e9;
        if (seconds >= since && (until === undefined || seconds <= until)) send(event);
      }
    const leftMs = until === undefined ? undefined : until * 1000 - Date.now();
    if (leftMs !== undefined && leftMs <= 0) {
      stream.push(null);
      return stream;
    }
    this.#listeners.add(send);
    stream.on('close', () => this.#listeners.delete(send));
    if (leftMs !== undefined) setTimeout(() => stream.push(null), leftMs).unref();
    return stream;
  }
}

function now(): Pick<Event, 'scope' | 'time' | 'timeNano'> {
  const ms = Date.now();
  return { scope: 'local', time: Math.floor(ms / 1000), timeNano: ms * 1e6 };
}

function isWanted({ Type, Action, Actor }: Event, filters: Filters): boolean {
  const { ID, Attributes } = Actor;
  return (
    matches(filters, 'type', (wanted) => wanted === Type) &&
    // `health_status` is meant to find `health_status: healthy`.
    matches(filters, 'event', (wanted) => wanted === Action || Action.startsWith(`${wanted}:`)) &&
    matches(
      filters,
      'container',
      (wanted) => Type === 'container' && (ID.startsWith(wanted) || Attributes.name === wanted),
    ) &&
    hasLabels(Attributes, filters)
  );
}
