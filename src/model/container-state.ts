import type { ContainerState } from './observed.ts';

/** Those of a container that has processes, or is between two runs: it has ports and addresses, and has to be stopped to go. */
export const ALIVE_STATES: readonly ContainerState[] = ['running', 'restarting', 'paused'];

export const isAlive = ({ state }: { readonly state: ContainerState }): boolean =>
  ALIVE_STATES.includes(state);
