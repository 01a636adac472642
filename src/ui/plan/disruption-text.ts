import type { Resource } from '../../model/plan.ts';
import { DISRUPTIONS, type Disruption } from './disruption.ts';
import type { ResourceChange } from './plan-changes.ts';
import { count } from './wording.ts';

/** What becomes of one resource, and of several, after their number. */
type Verb = readonly [one: string, several: string];

const VERBS: { readonly [D in Exclude<Disruption, 'none' | 'data-loss'>]: Verb } = {
  downtime: ['no longer runs', 'no longer run'],
  replace: ['is replaced', 'are replaced'],
  restart: ['is restarted', 'are restarted'],
  reconnect: ['loses connections for a moment', 'lose connections for a moment'],
};

/** In a sentence, what cannot be undone first: `1 container is replaced, 1 network loses connections for a moment`. */
export function disruptionsText(changes: readonly ResourceChange[]): string {
  const phrases = DISRUPTIONS.toReversed().flatMap((kind) => {
    const disturbed = changes.filter(({ disruption }) => disruption === kind);
    return kind === 'none' || disturbed.length === 0 ? [] : [phraseFor(kind, disturbed)];
  });
  if (phrases.length === 0) return 'none';
  const isCertain = changes.every(
    ({ disruption, onlyIfNew }) => disruption === 'none' || onlyIfNew.length === 0,
  );
  return `${isCertain ? '' : 'at most '}${phrases.join(', ')}`;
}

function phraseFor(kind: Exclude<Disruption, 'none'>, changes: readonly ResourceChange[]): string {
  const whom = KINDS.flatMap((of) => {
    const amount = changes.filter(({ resource }) => resource.kind === of).length;
    if (amount === 0) return [];
    return [of === 'service' ? `tasks of ${count(amount, of)}` : count(amount, of)];
  }).join(' and ');
  if (kind === 'data-loss') return `DATA LOSS in ${whom}`;
  const isOne = changes.length === 1 && changes[0]?.resource.kind !== 'service';
  return `${whom} ${VERBS[kind][isOne ? 0 : 1]}`;
}

/** Those that can be disturbed. */
const KINDS: readonly Resource['kind'][] = ['volume', 'container', 'service', 'network'];
