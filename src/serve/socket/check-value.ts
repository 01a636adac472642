/** Names of services are shorter, and there are fewer. */
const LONGEST_NAME = 256;
const MOST_SERVICES = 1000;

/** @returns undefined: no JSON */
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

export const isNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) &&
  value.length <= MOST_SERVICES &&
  value.every((name) => typeof name === 'string' && name.length <= LONGEST_NAME);

/** Of a container, as engines make them. */
export const isId = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{12,64}$/.test(value);
