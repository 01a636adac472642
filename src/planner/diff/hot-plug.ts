import type { ObservedContainer, ObservedNetwork } from '../../model/observed.ts';

/** Those of Windows, whose running containers keep the networks they have, and those that are no networks. */
const FIXED: ReadonlySet<string> = new Set([
  'host',
  'ics',
  'internal',
  'l2bridge',
  'l2tunnel',
  'nat',
  'null',
  'private',
  'transparent',
]);

/** Whether running containers can join and leave a network of this driver. Absent: nobody named one. */
export const isPluggable = (driver: string | undefined): boolean => !FIXED.has(driver ?? 'bridge');

/**
 * Whether a container has to be stopped before it can be taken off a network. Between two attempts of a restart policy,
 * the engine does neither that nor the opposite properly.
 */
export const hasToStop = ({ state }: ObservedContainer, { driver }: ObservedNetwork): boolean =>
  state === 'restarting' || !isPluggable(driver);
