import { describeHolder, type LockHolder } from './lock-holder.ts';

/** Why a project is not free. */
export interface Keeper {
  /** undefined: it does not say who it is. */
  readonly by: LockHolder | undefined;
  /** It is dead, and this volume cannot be removed. */
  readonly stuck?: Stuck;
}

interface Stuck {
  readonly volume: string;
  readonly why: string;
}

/** In one line. */
export const nameOfKeeper = ({ by }: Keeper): string =>
  by ? describeHolder(by) : 'somebody who does not say who it is';

/** undefined: its process is alive, as far as is known. */
export const whyStuck = (keeper: Keeper): string | undefined =>
  keeper.stuck &&
  `the lock of a process that died cannot be removed: ${keeper.stuck.why}; it was ${nameOfKeeper(keeper)}`;

/** In one line, for those who wait. */
export const whyNotFree = (keeper: Keeper): string =>
  whyStuck(keeper) ?? `${nameOfKeeper(keeper)} changes it`;
