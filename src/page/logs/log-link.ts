import type { PageLogLine } from '../../model/page-log.ts';
import { post } from '../page-key.ts';
import { copy, tell } from '../store.ts';

export const nameOfLine = ([label, time]: PageLogLine): string => `${label}@${time}`;

/** @returns undefined: no name of a line */
export function readLineName(name: string): readonly [label: string, time: string] | undefined {
  const at = name.lastIndexOf('@');
  return at < 1 ? undefined : [name.slice(0, at), name.slice(at + 1)];
}

/** A link that opens another page at this line; the address of this page leads to it here. */
export async function copyLineLink(): Promise<void> {
  const { json } = await post('link', {});
  if (json.url === undefined) tell('no link');
  else await copy(`${json.url}${location.hash.slice(1)}`);
}
