import type { Atomic } from '../../model/plan.ts';

/** What becomes of a change that is all or nothing when some of it fails. */
export const atomicWords = ({ to }: Atomic): string =>
  `all or nothing; if some of it does not become ready, ${to === undefined ? 'all that it has made is removed' : `everything goes back to release ${to}`}`;
