import type { Cause, Resource } from '../../model/plan.ts';
import type { Action } from './action.ts';
import type { ResourceChange } from './plan-changes.ts';
import { labelOf } from './resource-of.ts';
import { becauseOf } from './wording.ts';

/** One link of the chain of causes; the last one is the first change. */
export interface Reason {
  /** The resource that changes for this cause. */
  readonly resource: Resource;
  readonly cause: Cause;
  readonly text: string;
}

export function reasonsOf(change: ResourceChange, changes: readonly ResourceChange[]): readonly Reason[] {
  const reasons: Reason[] = [];
  const seen = new Set<ResourceChange>();
  for (let next: ResourceChange | undefined = change; next && !seen.has(next); ) {
    seen.add(next);
    const leader = leaderOf(next, changes);
    reasons.push({ resource: next.resource, cause: next.cause, text: textOf(next, leader) });
    next = leader;
  }
  return reasons;
}

/** `because network p_front is replaced because subnet changed` */
export const chainOf = (change: ResourceChange, changes: readonly ResourceChange[]): string =>
  reasonsOf(change, changes)
    .map(({ text }) => text)
    .join(' ');

function leaderOf(
  { cause, onlyIfNew }: ResourceChange,
  changes: readonly ResourceChange[],
): ResourceChange | undefined {
  // A provider runs at every `up`, so it is no reason.
  if (cause.kind !== 'follows' || onlyIfNew.some(({ by }) => by === 'provider')) return undefined;
  const { kind, name } = cause.resource;
  const same = changes.filter(({ resource }) => resource.kind === kind && resource.name === name);
  return same.find(({ onlyIfNew }) => onlyIfNew.length === 0) ?? same[0];
}

function textOf({ cause, onlyIfNew }: ResourceChange, leader: ResourceChange | undefined): string {
  if (onlyIfNew.length > 0) {
    const images = onlyIfNew.flatMap(({ image, by }) => (by === 'provider' ? [] : [`the ${by} of ${image}`]));
    const providers = onlyIfNew.flatMap(({ image, by }) => (by === 'provider' ? [image] : []));
    return [
      ...(images.length > 0 ? [`if ${images.join(' or ')} gives another image`] : []),
      ...(providers.length > 0 ? [`if ${providers.join(' or ')} gives other variables`] : []),
    ].join(' or ');
  }
  if (!leader) return becauseOf(cause);
  const label = labelOf(leader.resource);
  return `because ${label.charAt(0).toLowerCase()}${label.slice(1)} ${PASSIVE[leader.action] ?? 'changes'}`;
}

const PASSIVE: { readonly [A in Action]?: string } = {
  create: 'is created',
  remove: 'is removed',
  replace: 'is replaced',
  restart: 'is restarted',
  stop: 'is stopped',
};
