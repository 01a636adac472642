import { readFileSync } from 'node:fs';

/** Whoever these are may choose what this user reads: he himself, root, and behind sudo who called it. Windows does not tell: there it is 0. */
export function trustedUsers(): ReadonlySet<number> {
  const own = process.getuid?.() ?? 0;
  const caller = own === 0 ? Number(process.env.SUDO_UID ?? 0) : own;
  return new Set([0, own, caller]);
}

/**
 * Whether a group is that of one of these users alone. Debian and its kin give each user such a group, with a umask that lets it write, so
 * that it says nothing of others.
 *
 * @param tables the text of `/etc/passwd` and `/etc/group`
 */
export function isGroupOf(users: ReadonlySet<number>, gid: number, tables: UserTables): boolean {
  const isIts = (field: string | undefined): boolean => field === String(gid);
  const primary = fieldsOf(tables.passwd).filter(([, , , group]) => isIts(group));
  const [user, ...others] = primary;
  if (!user || others.length > 0 || !users.has(Number(user[2]))) return false;
  const groups = fieldsOf(tables.group).filter(([, , id]) => isIts(id));
  const isHis = ([name, , , members = '']: readonly string[]): boolean =>
    name === user[0] && ['', user[0]].includes(members);
  return groups.length > 0 && groups.every(isHis);
}

export interface UserTables {
  readonly passwd: string;
  readonly group: string;
}

/** Empty where this machine has none. Read at once: an overview of many projects asks often, and waiting costs more than these small files do. */
export function userTables(): UserTables {
  return { passwd: textOf('/etc/passwd'), group: textOf('/etc/group') };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const fieldsOf = (text: string): readonly (readonly string[])[] =>
  text.split('\n').map((line) => line.split(':'));
