import { Refused } from './answer.ts';

/** The values of each filter of a list. */
export type Filters = ReadonlyMap<string, readonly string[]>;

/** Shape: `{"label": ["a=b"]}`, or `{"label": {"a=b": true}}` of older clients. */
export function filtersOf(query: URLSearchParams): Filters {
  const text = query.get('filters');
  if (text === null || text === '') return new Map();
  try {
    const parsed: Readonly<Record<string, readonly string[] | Readonly<Record<string, boolean>>>> =
      JSON.parse(text);
    return new Map(
      Object.entries(parsed).map(([name, values]) => [
        name,
        Array.isArray(values) ? values : Object.keys(values),
      ]),
    );
  } catch {
    throw new Refused(400, 'invalid filter');
  }
}

/** Labels must all be there; of any other filter one value is enough, and a filter without values keeps everything. */
export function hasLabels(labels: Readonly<Record<string, string>> | null, filters: Filters): boolean {
  return (filters.get('label') ?? []).every((wanted) => {
    const at = wanted.indexOf('=');
    const key = at < 0 ? wanted : wanted.slice(0, at);
    const value = labels?.[key];
    return value !== undefined && (at < 0 || value === wanted.slice(at + 1));
  });
}

export function matches(filters: Filters, name: string, isIt: (wanted: string) => boolean): boolean {
  const wanted = filters.get(name) ?? [];
  return wanted.length === 0 || wanted.some(isIt);
}

/** Names are regular expressions to an engine. */
export function hasName(filters: Filters, ...names: readonly string[]): boolean {
  return matches(filters, 'name', (wanted) =>
    names.some((name) => name === wanted || new RegExp(wanted).test(name)),
  );
}
