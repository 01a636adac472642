import { isAlive } from '../../model/container-state.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import { readTemporaryName } from '../../model/temporary-name.ts';
import { numberOf } from './own-containers.ts';

/** The containers of one service, what an interrupted replacement left behind set apart. */
export interface ServiceContainers {
  /** At most one for each number, the lowest first. Its name may still be temporary. */
  readonly current: readonly ObservedContainer[];
  /** To be removed: half-made replacements, doubles, and what is on its way out. */
  readonly leftovers: readonly ObservedContainer[];
  /** Stands before them. Its name may still be temporary. */
  readonly ingress?: ObservedContainer;
}

/**
 * Repairs in thought what an interrupted replacement left. Its steps are: create under a temporary name, stop the
 * old one, remove it, rename. As long as the old one is there it is the truth and the new one goes; once the old
 * one is gone, the new one is the truth and lacks only its name. An update that is start-first swaps the two names as
 * soon as the new one is ready: the one with the right name is the truth.
 *
 * @param nameOf the name that the container with a number should have
 */
export function partitionContainers(
  all: readonly ObservedContainer[],
  nameOf: (number: number) => string,
): ServiceContainers {
  const isIngress = ({ labels }: ObservedContainer): boolean => LABEL.ingress in labels;
  const containers = all.filter((container) => !isIngress(container));
  // The number tells nothing of them, and they have names of their own: the one that was there first counts.
  const [ingress, ...others] = all
    .filter(isIngress)
    .toSorted((a, b) => Number(isAlive(b)) - Number(isAlive(a)) || a.createdAt - b.createdAt);
  const leftovers: ObservedContainer[] = [...others];
  const byNumber = new Map<number, ObservedContainer>();
  const isLeaving = ({ state }: ObservedContainer): boolean => state === 'removing' || state === 'dead';
  const isHalfMade = (container: ObservedContainer): boolean => {
    const temporary = readTemporaryName(container.name);
    if (!temporary || container.name === nameOf(numberOf(container))) return false;
    return containers.some(
      (other) => other !== container && !isLeaving(other) && other.id.startsWith(temporary.replaces),
    );
  };
  for (const container of containers) {
    if (isLeaving(container) || isHalfMade(container)) {
      leftovers.push(container);
      continue;
    }
    const number = numberOf(container);
    const other = byNumber.get(number);
    const stays = other === undefined || isBetter(container, other, nameOf(number));
    if (stays) byNumber.set(number, container);
    const loser = stays ? other : container;
    if (loser) leftovers.push(loser);
  }
  return { current: [...byNumber.values()], leftovers, ...(ingress && { ingress }) };
}

/**
 * Of two with the same number: the one with the right name, the one that was made for a service and not by hand with its
 * labels, the one that runs, the newer one.
 */
function isBetter(a: ObservedContainer, b: ObservedContainer, name: string): boolean {
  const rank = (container: ObservedContainer): readonly number[] => [
    container.name === name ? 1 : 0,
    LABEL.configHash in container.labels ? 1 : 0,
    isAlive(container) ? 1 : 0,
    container.createdAt,
  ];
  const [mine, theirs] = [rank(a), rank(b)];
  const index = mine.findIndex((value, position) => value !== theirs[position]);
  return index >= 0 && (mine[index] ?? 0) > (theirs[index] ?? 0);
}
