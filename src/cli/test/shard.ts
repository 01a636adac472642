/** A part of the tests. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly total: number;
}

/** `1/4`. undefined: it is something else. */
export function parseShard(text: string): Shard | undefined {
  const [, index, total] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const shard = { index: Number(index), total: Number(total) };
  return shard.index >= 1 && shard.index <= shard.total ? shard : undefined;
}

/**
 * The services of this part, in the order given. Each is given to the part that has least to do so far, the longest first; one whose time
 * is not known counts as long as the others on average. All machines that know the same times divide in the same way. One service alone
 * is in every part: it divides its tests by itself.
 */
export function servicesOfShard(
  services: readonly string[],
  { index, total }: Shard,
  seconds: ReadonlyMap<string, number>,
): readonly string[] {
  if (services.length < 2) return services;
  const known = services.flatMap((service) => seconds.get(service) ?? []);
  const average = known.length === 0 ? 1 : known.reduce((sum, one) => sum + one, 0) / known.length;
  const timeOf = (service: string): number => seconds.get(service) ?? average;
  const loads = Array.from({ length: total }, () => 0);
  const mine = new Set<string>();
  for (const service of services.toSorted((a, b) => timeOf(b) - timeOf(a) || (a < b ? -1 : 1))) {
    const least = loads.indexOf(Math.min(...loads));
    loads[least] = (loads[least] ?? 0) + timeOf(service);
    if (least === index - 1) mine.add(service);
  }
  return services.filter((service) => mine.has(service));
}

/** How the tests of a service learn which part they are. */
export const shardVariables = ({ index, total }: Shard): ReadonlyMap<string, string> =>
  new Map([
    ['GANTRY_SHARD_INDEX', String(index)],
    ['GANTRY_SHARD_TOTAL', String(total)],
  ]);
