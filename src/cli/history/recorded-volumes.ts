import type { Observed } from '../../model/observed.ts';
import type { Operation } from '../../model/operation.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Plan, Step } from '../../model/plan.ts';
import type { Release } from '../../model/release.ts';
import { anonymousVolumes } from '../../planner/snapshot/own-containers.ts';

/** What a run did to the data of a project. What was in the trash before is no doing of it, and what it made itself is no loss. */
export function recordedVolumes(
  { steps }: Plan,
  observed: Pick<Observed, 'containers' | 'volumes'>,
  outcomes: readonly Outcome[],
): Pick<Release, 'lostVolumes' | 'trashedVolumes'> {
  const done = new Set(outcomes.flatMap(({ status, step }) => (status === 'done' ? [step] : [])));
  const ran = steps.filter(({ id, cause }) => done.has(id) && cause.kind !== 'trashed');
  const made = new Set(ran.flatMap(({ operation }) => madeBy(operation)));
  const there = new Set(observed.volumes.map(({ name }) => name));
  const isOwn = (name: string): boolean => made.has(name) && !there.has(name);
  const trashedVolumes = ran.flatMap(trashedBy).filter((name) => !isOwn(name));
  return {
    lostVolumes: ran.flatMap((step) => lostBy(step, observed)).filter((name) => !isOwn(name)),
    ...(trashedVolumes.length > 0 && { trashedVolumes }),
  };
}

function trashedBy({ operation }: Step): readonly string[] {
  if (operation.kind === 'trash-volume') return [operation.name];
  return operation.kind === 'remove-volume' && operation.keptIn !== undefined ? [operation.name] : [];
}

function lostBy({ operation }: Step, { containers }: Pick<Observed, 'containers'>): readonly string[] {
  if (operation.kind === 'remove-volume')
    return operation.hasNoData || operation.keptIn !== undefined ? [] : [operation.name];
  if (operation.kind !== 'remove-container' || !operation.withVolumes) return [];
  const { container, name } = operation;
  const removed = containers.find(({ id }) => 'id' in container && id === container.id);
  // One that has never run has written nothing.
  if (!removed || removed.state === 'created') return [];
  return Object.keys(anonymousVolumes(removed)).map((path) => `${name}:${path}`);
}

function madeBy(operation: Operation): readonly string[] {
  const { kind } = operation;
  return kind === 'create-volume' || kind === 'copy-volume' || kind === 'restore-volume'
    ? [operation.request.Name]
    : [];
}
