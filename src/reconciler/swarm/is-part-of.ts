import { isJsonMap, type Json } from '../../model/json.ts';

/** A swarm has ids there, where a request has names. */
const NUMBERED = 'Target';

/** Whether a swarm has what was sent: it leaves out what is empty, and adds ids and defaults. */
export function isPartOf(sent: Json, kept: Json | undefined): boolean {
  if (isEmpty(sent)) return isEmpty(kept);
  if (Array.isArray(sent))
    return (
      Array.isArray(kept) &&
      kept.length === sent.length &&
      sent.every((item: Json, at: number) => isPartOf(item, kept[at]))
    );
  if (!isJsonMap(sent)) return sent === kept;
  return (
    isJsonMap(kept) &&
    Object.entries(sent).every(
      ([name, value]) => name === NUMBERED || isEmpty(value) || isPartOf(value, kept[name]),
    )
  );
}

function isEmpty(value: Json | undefined): boolean {
  if (!value) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonMap(value) && Object.keys(value).length === 0;
}
