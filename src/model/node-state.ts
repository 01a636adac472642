import type { SwarmNode } from './observed-swarm.ts';

/**
 * The swarm has taken it for lost: nobody hears of its tasks until it is back. A manager that has just begun to lead calls each node `unknown`
 * until it hears from it.
 */
export const isLost = ({ state }: Pick<SwarmNode, 'state'>): boolean =>
  state === 'down' || state === 'disconnected';
