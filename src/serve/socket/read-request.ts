import type { PageRequest } from '../../model/page-messages.ts';

/** Names of services are shorter, and there are fewer. */
const LONGEST_NAME = 256;
const MOST_SERVICES = 1000;
/** More would take the engine seconds. */
const LONGEST_TAIL = 20_000;

/** @returns undefined: nothing that a page sends */
export function readRequest(text: string): PageRequest | undefined {
  const value = parse(text);
  if (!isRecord(value)) return undefined;
  const { type, channel } = value;
  switch (type) {
    case 'hello':
      return readHello(value);
    case 'taken':
      return isCount(value.size) ? { type, size: value.size } : undefined;
    case 'open-log': {
      const { services, tail } = value;
      if (!isCount(channel) || !isCount(tail) || tail > LONGEST_TAIL || !isNames(services)) return undefined;
      return { type, channel, services, tail };
    }
    case 'open-stats': {
      const { container } = value;
      return isCount(channel) && isId(container) ? { type, channel, container } : undefined;
    }
    case 'open-terminal': {
      const { container, rows, columns } = value;
      if (!isCount(channel) || !isId(container) || !isSize(rows) || !isSize(columns)) return undefined;
      return { type, channel, container, rows, columns };
    }
    case 'input':
      return isCount(channel) && typeof value.text === 'string'
        ? { type, channel, text: value.text }
        : undefined;
    case 'resize': {
      const { rows, columns } = value;
      return isCount(channel) && isSize(rows) && isSize(columns)
        ? { type, channel, rows, columns }
        : undefined;
    }
    case 'close':
      return isCount(channel) ? { type, channel } : undefined;
    default:
      return undefined;
  }
}

function readHello({ key, run, seq }: Readonly<Record<string, unknown>>): PageRequest | undefined {
  if (typeof key !== 'string') return undefined;
  return typeof run === 'string' && isCount(seq) ? { type: 'hello', key, run, seq } : { type: 'hello', key };
}

export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** Of a container, as engines make them. */
export const isId = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{12,64}$/.test(value);

/** Of a terminal, in characters. */
const isSize = (value: unknown): value is number => isCount(value) && value >= 1 && value <= 1000;

export const isNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) &&
  value.length <= MOST_SERVICES &&
  value.every((name) => typeof name === 'string' && name.length <= LONGEST_NAME);
