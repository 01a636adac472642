import type { PageRequest } from '../../model/page-messages.ts';
import { isCount, isId, isNames, isRecord, parse } from './check-value.ts';
import { readLogRequest } from './read-log-request.ts';

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
    case 'read-log':
    case 'search-log':
    case 'find-line':
      return isCount(channel) ? readLogRequest(type, channel, value) : undefined;
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

/** Of a terminal, in characters. */
const isSize = (value: unknown): value is number => isCount(value) && value >= 1 && value <= 1000;
