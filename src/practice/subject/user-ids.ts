import type { CheckedService } from './subject.ts';
import { userOf } from './what-runs.ts';

/** Who a process is, in numbers. */
export interface ProcessIds {
  /** As it is written. */
  readonly user: string;
  readonly uid: number;
  readonly gids: ReadonlySet<number>;
}

/** undefined: nobody knows who it is. A name has its number in the image. */
export function processIdsOf(service: CheckedService): ProcessIds | undefined {
  const user = userOf(service);
  if (user === undefined) return undefined;
  const [name = '', group] = user.split(':');
  const listed = service.examined?.tree?.userIds(name);
  const uid = numberIn(name) ?? listed?.uid ?? (name === 'root' || name === '' ? 0 : undefined);
  if (uid === undefined) return undefined;
  const gid = group === undefined ? (listed?.gid ?? 0) : numberIn(group);
  const more = service.spec.groupAdd.map(numberIn);
  return { user, uid, gids: new Set([gid, ...more].filter((id) => id !== undefined)) };
}

const numberIn = (text: string): number | undefined => (/^\d+$/.test(text) ? Number(text) : undefined);
