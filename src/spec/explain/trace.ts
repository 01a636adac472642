import type { MergeOutcome, Slot } from '../tree/history.ts';
import type { Origins } from '../tree/origins.ts';

/** What one file says about a value, and what became of it. */
export interface Leaf {
  readonly slot: Slot;
  readonly how: string;
  readonly wins: boolean;
}

/** What becomes of the earlier and of the later one, in words where there is something to say. */
const OUTCOMES: { readonly [Outcome in MergeOutcome]: readonly [base: OutcomeWords, over: OutcomeWords] } = {
  replaced: [{ how: 'replaced', wins: false }, { wins: true }],
  overridden: [{ how: 'replaced, by !override', wins: false }, { wins: true }],
  merged: [{ wins: true }, { how: 'merged', wins: true }],
  appended: [{ wins: true }, { how: 'appended', wins: true }],
  kept: [{ wins: true }, { how: 'empty, so what was there stays', wins: false }],
  same: [{ wins: true }, { how: 'the same again', wins: false }],
};

interface OutcomeWords {
  readonly how?: string;
  readonly wins: boolean;
}

/** Follows a member back through all phases to every file that says something about it, the strongest last. */
export function trace(slot: Slot, origins: Origins): readonly Leaf[] {
  const meeting = origins.history?.mergeAt(slot);
  if (meeting) {
    const [base, over] = OUTCOMES[meeting.outcome];
    return [
      ...trace(meeting.base, origins).map((leaf) => withOutcome(leaf, base)),
      ...trace(meeting.over, origins).map((leaf) => withOutcome(leaf, over)),
    ];
  }
  const before = origins.before(slot);
  return before ? trace(before, origins) : [{ slot, how: '', wins: true }];
}

/** What lost before has its reason already. */
function withOutcome(leaf: Leaf, { how, wins }: OutcomeWords): Leaf {
  return leaf.wins ? { ...leaf, how: how ?? leaf.how, wins } : leaf;
}
