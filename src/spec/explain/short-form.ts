import type { Json } from '../../model/json.ts';
import { stableJson } from '../../util/stable-json.ts';
import type { Slot } from '../tree/history.ts';
import type { Path } from '../tree/tree.ts';
import { longForm, memberOf, valueAt } from './find-slot.ts';

/**
 * Whether a short form says what its long form has at `rest`, in words of its own, as `ro` says `read_only: true`: without one of
 * its parts the long form has something else there.
 */
export function shortFormSays(slot: Slot, [section, , attribute]: Path, rest: Path): boolean {
  const text = valueAt(slot);
  if (section !== 'services' || typeof attribute !== 'string' || typeof text !== 'string') return false;
  const isItem = Array.isArray(slot.container);
  const read = (short: string): readonly Json[] => {
    const made = longForm(attribute, isItem ? [short] : short) ?? null;
    if (!isItem) return made === null ? [] : [made];
    return Array.isArray(made) ? made : [];
  };
  const member = (long: Json): string => stableJson(rest.reduce<Json | undefined>(memberOf, long));
  const whole = read(text).map(member);
  // What cannot be read without a part tells nothing of that part.
  return withoutEach(text)
    .flatMap((less) => read(less))
    .some((long) => !whole.includes(member(long)));
}

/** The text without each of its parts but the first, as nothing is left of the sense without that. */
const withoutEach = (text: string): readonly string[] =>
  [...text.matchAll(/[:,][^:,]*/g)].map(
    ({ 0: part, index }) => text.slice(0, index) + keepColon(part, text.slice(index + part.length)),
  );

/** `a:/b:ro,z` without `ro` is `a:/b:z`. */
const keepColon = (part: string, behind: string): string =>
  part.startsWith(':') && behind.startsWith(',') ? `:${behind.slice(1)}` : behind;
