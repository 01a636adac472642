import { createHash } from 'node:crypto';

const PREFIX = 'gantry-lock-';

/** A volume's name is a file's name. */
export const LONGEST_NAME = 255;

/** Some of a volume's name is for what the other two add. */
const LONGEST_PROJECT = 120;

/** The volume that is the lock of a project. */
export function lockName(project: string): string {
  if (project.length <= LONGEST_PROJECT) return PREFIX + project;
  return PREFIX + createHash('sha256').update(project).digest('hex');
}

/** The volume that comes and goes while a holder lives. */
export const beatName = (lock: string, nonce: string): string => `${lock}.beat.${nonce}`;

/** What is left of a holder that died, while nobody has written down what became of its work. */
export const remainderName = (lock: string): string => `${lock}.left`;

/** The lock for whoever removes the lock of a dead holder. */
export const successionName = (lock: string, nonce: string): string => `${lock}.after.${nonce}`;

/** Whether a volume is, or could be, the lock of some project, or what is left of one. */
export const isLockName = (volume: string): boolean => volume.startsWith(PREFIX);
