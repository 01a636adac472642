import { byKey } from '../../util/by-key.ts';

/** Requests leave out what is empty: to the engine it means the same, and a hash stays the same. */
export const notEmpty = <Item>(items: readonly Item[]): readonly Item[] | undefined =>
  items.length > 0 ? items : undefined;

export const record = <Value>(
  map: ReadonlyMap<string, Value>,
): Readonly<Record<string, Value>> | undefined => (map.size > 0 ? Object.fromEntries(byKey(map)) : undefined);

/** To the engine, 0 is "not set" for every amount that this is used for. */
export const notZero = (amount: number | undefined): number | undefined =>
  amount === 0 ? undefined : amount;
