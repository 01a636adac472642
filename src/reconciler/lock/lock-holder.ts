import { randomBytes } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { utcText } from '../../model/page-time.ts';
import { type ProcessIdentity, thisProcess } from './process-identity.ts';

/** What the holder of a lock says of itself, for those who wait. Everybody can read it: no arguments, no values. */
export interface LockHolder {
  /** Another one for each time a lock is taken. */
  readonly nonce: string;
  /** The name of the command: `up`. */
  readonly command: string;
  readonly user: string;
  readonly host: string;
  /** Where the command was typed. */
  readonly folder: string;
  readonly process: ProcessIdentity;
  /** RFC 3339: when it asked for the lock, the last time before it got it. */
  readonly since: string;
  /** The release that a rollback goes back to, or that an undo takes back. Absent: it is neither. */
  readonly of?: number;
  /** The first of the holders before it who died, when nobody has written down what became of that. Absent: none did. */
  readonly interrupted?: LockHolder;
}

const LOCK_LABEL = { project: 'gantry.lock.project', holder: 'gantry.lock.holder' } as const;

export const holderOf = (command: string, folder: string, of?: number): LockHolder => ({
  nonce: randomBytes(6).toString('hex'),
  command,
  user: userName(),
  host: hostname(),
  folder,
  process: thisProcess(),
  since: new Date().toISOString(),
  ...(of !== undefined && { of }),
});

export const lockLabels = (project: string, holder: LockHolder): Readonly<Record<string, string>> => ({
  [LOCK_LABEL.project]: project,
  [LOCK_LABEL.holder]: JSON.stringify(holder),
});

/** Whether these are the labels of the lock of a project, or of what belongs to it. */
export const isLockOf = (project: string, labels: Readonly<Record<string, string>>): boolean =>
  labels[LOCK_LABEL.project] === project;

/** undefined: somebody else made a volume of this name, or a gantry that says it in another way. */
export function readHolder(labels: Readonly<Record<string, string>>): LockHolder | undefined {
  try {
    const holder: LockHolder = JSON.parse(labels[LOCK_LABEL.holder] ?? '');
    return isWhole(holder) && (holder.interrupted === undefined || isWhole(holder.interrupted))
      ? holder
      : undefined;
  } catch {
    return undefined;
  }
}

function isWhole({ nonce, command, user, host, folder, since, of = 0, process }: LockHolder): boolean {
  const texts = [nonce, command, user, host, folder, since, process.machine, process.started ?? ''];
  return (
    texts.every((text) => typeof text === 'string') &&
    /^[0-9a-f]{12}$/.test(nonce) &&
    [process.pid, of].every(Number.isInteger)
  );
}

/** `"up" of alice on dev1 (process 4711, in /srv/shop, since 2026-01-01 12:03:05 UTC)` */
export function describeHolder(holder: LockHolder): string {
  const { command, user, host, folder, process, since } = holder;
  return printable(
    `"${command}" of ${user} on ${host} (process ${process.pid}, in ${folder}, since ${utcText(since)})`,
  );
}

/** Labels are somebody else's text: no control characters, none that change the direction, and no novel. */
const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD').slice(0, 400);

function userName(): string {
  const uid = process.getuid?.();
  // Bun takes the name from a variable, which may say anything.
  if (uid === 0) return 'root';
  const id = `user ${uid ?? 'unknown'}`;
  try {
    const { username } = userInfo();
    // What Bun says where no variable has it.
    return username === '' || username === 'unknown' ? id : username;
  } catch {
    // The user has no entry in the machine's list of users.
    return id;
  }
}
