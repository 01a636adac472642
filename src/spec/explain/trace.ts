import type { MergeOutcome, Slot, Variables } from '../tree/history.ts';
import type { Origins } from '../tree/origins.ts';

/** The contribution of one file to a value, and its outcome. */
export interface Leaf {
  readonly slot: Slot;
  readonly how: string;
  readonly wins: boolean;
  /** What was filled in on the way from the file to the value. Absent: nothing was. */
  readonly variables?: Variables;
}

/** The outcome of the earlier and of the later value, in words. */
const OUTCOMES: { readonly [Outcome in MergeOutcome]: readonly [base: OutcomeWords, over: OutcomeWords] } = {
  replaced: [{ how: 'replaced', wins: false }, { wins: true }],
  overridden: [{ how: 'replaced, by !override', wins: false }, { wins: true }],
  merged: [{ wins: true }, { how: 'merged', wins: true }],
  appended: [{ wins: true }, { how: 'appended', wins: true }],
  kept: [{ wins: true }, { how: 'empty, so the earlier value is kept', wins: false }],
  same: [{ wins: true }, { how: 'the same again', wins: false }],
};

interface OutcomeWords {
  readonly how?: string;
  readonly wins: boolean;
}

/** Follows a member back through all phases to every file that contributes to it, the strongest last. */
export function trace(slot: Slot, origins: Origins, filled?: Variables): readonly Leaf[] {
  const variables = origins.history?.filledWith(slot.container) ?? filled;
  const meeting = origins.history?.mergeAt(slot);
  if (meeting) {
    const [base, over] = OUTCOMES[meeting.outcome];
    return [
      ...trace(meeting.base, origins, variables).map((leaf) => withOutcome(leaf, base)),
      ...trace(meeting.over, origins, variables).map((leaf) => withOutcome(leaf, over)),
    ];
  }
  const before = origins.before(slot);
  return before
    ? trace(before, origins, variables)
    : [{ slot, how: '', wins: true, ...(variables && { variables }) }];
}

/** A value that lost earlier has its reason already. */
function withOutcome(leaf: Leaf, { how, wins }: OutcomeWords): Leaf {
  return leaf.wins ? { ...leaf, how: how ?? leaf.how, wins } : leaf;
}
