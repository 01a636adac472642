import { gantry, hintParts } from '../../diagnostics/hint.ts';
import type { ReportedFailure } from '../../model/failure.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Release } from '../../model/release.ts';

/** Names `undo`, where the newest release made the container, and one of its service ran before that. */
export function withWayBack(
  failure: ReportedFailure,
  { id }: ObservedContainer,
  service: string,
  newest: Release | undefined,
): ReportedFailure {
  if (!newest || newest.outcome === 'returned') return failure;
  const { number, typed, before, after } = newest;
  const short = id.slice(0, 12);
  const isMade = after.some((one) => one.id === short) && !before.some((one) => one.id === short);
  if (!isMade || !before.some((one) => one.service === service && one.isRunning)) return failure;
  const hint = failure.hint === undefined ? [] : [...hintParts(failure.hint), '; or '];
  return {
    ...failure,
    hint: [
      ...hint,
      `take back release ${number} (${typed.join(' ')}), before which it ran: `,
      gantry('undo'),
    ],
  };
}
