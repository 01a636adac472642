import type { SwarmTask } from './observed-swarm.ts';

const ENDED: ReadonlySet<string> = new Set([
  'complete',
  'failed',
  'rejected',
  'shutdown',
  'orphaned',
  'remove',
]);

/** As far as its manager has heard: of a lost node it hears nothing. */
export const hasEnded = ({ state }: Pick<SwarmTask, 'state'>): boolean => ENDED.has(state);

/** A swarm that has not begun to replace tasks within this time does not begin any more. */
export const UPDATE_BEGINS_MS = 20_000;
