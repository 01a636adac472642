import { isJsonMap, type Json } from '../../../model/json.ts';
import { byKey } from '../../../util/by-key.ts';
import type { Codec } from './codec.ts';

/** A written value with its keys in the order in which its codec prints them. */
export function inOrder({ order }: Pick<Codec<never>, 'order'>, written: Json): Json {
  return order ? order(written) : orderMembers(written, (member) => inOrder({}, member));
}

/** The keys of a map by name; the items of a list where they are. */
export function orderMembers(written: Json, order: (member: Json) => Json): Json {
  if (Array.isArray(written)) return written.map((item: Json) => order(item));
  if (!isJsonMap(written)) return written;
  return Object.fromEntries(
    byKey(new Map(Object.entries(written))).map(([key, member]) => [key, order(member)]),
  );
}

/** For a codec that reads more than another one, and prints the same. */
export const orderOf = ({ order }: Pick<Codec<never>, 'order'>): Pick<Codec<never>, 'order'> =>
  order ? { order } : {};
