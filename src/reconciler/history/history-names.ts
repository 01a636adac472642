import { createHash } from 'node:crypto';
import type { ObservedVolume } from '../../model/observed.ts';

const PREFIX = 'gantry-history-';

/** The name of a volume is that of a folder. */
const LONGEST_PROJECT = 120;

/** On the volume and on the container. docker compose looks at neither. */
export const HISTORY_LABEL = 'gantry.history';

/** The volume with what is kept of a project, and the container through which it is reached. */
export function historyName(project: string): string {
  if (project.length <= LONGEST_PROJECT) return PREFIX + project;
  return PREFIX + createHash('sha256').update(project).digest('hex');
}

/** Whether there is anything: known without a call. */
export const hasHistory = (project: string, volumes: readonly ObservedVolume[]): boolean =>
  volumes.some(({ name }) => name === historyName(project));

/** Whether a volume is, or could be, what is kept of some project. */
export const isHistoryName = (volume: string): boolean => volume.startsWith(PREFIX);
