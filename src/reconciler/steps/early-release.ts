import type { StepId } from '../../model/ids.ts';
import type { Plan } from '../../model/plan.ts';

/** A stop that others wait for only as long as that container may hear its signal. */
interface EarlyRelease {
  /** They need not wait any more. */
  readonly released: Promise<void>;
  readonly letGo: () => void;
}

/** By step. */
export function earlyReleasesIn({ steps }: Plan): ReadonlyMap<StepId, EarlyRelease> {
  const stops = new Set(
    steps.flatMap(({ id, operation }) => (operation.kind === 'stop-container' ? [id] : [])),
  );
  const awaited = new Set(steps.flatMap(({ after, unlessDeaf }) => (unlessDeaf ? after : [])));
  return new Map([...awaited].filter((id) => stops.has(id)).map((id) => [id, createEarlyRelease()]));
}

function createEarlyRelease(): EarlyRelease {
  let letGo = (): void => {};
  const isOver = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  return { released: isOver, letGo };
}
