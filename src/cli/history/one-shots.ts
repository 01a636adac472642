import { LABEL } from '../../model/labels.ts';
import type { Observed } from '../../model/observed.ts';
import type { RecordedModel, Release } from '../../model/release.ts';
import type { Completed, Goal } from './goal.ts';
import { withServicesOf } from './model-of-containers.ts';
import { endingServices } from './moved.ts';

/** One-shots that have done their work. */
export function completedServices(
  { containers }: Pick<Observed, 'containers'>,
  { file }: RecordedModel,
): Completed {
  const ends = endingServices(file.services);
  const found = containers.filter(({ state }) => state === 'exited');
  return new Map(
    found.flatMap(({ labels, exitCode }) => {
      const service = labels[LABEL.service];
      return service !== undefined && ends.has(service) && exitCode === 0
        ? [[service, labels[LABEL.configHash]] as const]
        : [];
    }),
  );
}

/**
 * The same goal with one-shots (migrations) as they are now: they have done their work, and none of it goes back by running an older one.
 * One that is as the goal has it stays so, whatever a command that was cut off was to make of it.
 *
 * @param now what the project is now
 */
export function keepingOneShots(goal: Goal, now: RecordedModel | undefined, completed: Completed): Goal {
  const then = Object(goal.model.file.services);
  const present = Object(now?.file.services);
  const kept = othersThatEnded(goal, completed).filter((service) => service in present);
  if (!now || kept.length === 0) return goal;
  const services = Object.fromEntries(kept.map((service) => [service, present[service]]));
  const names = new Set(kept.map((service) => String(Object(present[service]).image ?? '')));
  const images = Object.fromEntries(Object.entries(now.images).filter(([name]) => names.has(name)));
  return {
    ...goal,
    model: {
      ...goal.model,
      file: { ...goal.model.file, services: { ...then, ...services } },
      images: { ...images, ...goal.model.images },
    },
  };
}

/**
 * The same goal with one-shots (migrations) as they are now, by the releases that made them: where one went back, what its migration has done
 * did not. So it is this one that runs again, should that be needed, and none that is older than the data.
 *
 * @param releases the oldest first
 */
export function withLaterOneShots(goal: Goal, releases: readonly Release[], completed: Completed): Goal {
  const makers = othersThatEnded(goal, completed).flatMap((service) => {
    const { model, number } = releases.findLast((release) => isOf(release.model, service, completed)) ?? {};
    return model && number !== undefined ? [{ service, model, number }] : [];
  });
  return {
    ...goal,
    model: makers.reduce(
      (mixed, { service, model }) => withServicesOf(mixed, model, new Set([service])),
      goal.model,
    ),
    laterOneShots: new Map(makers.map(({ service, number }) => [service, number])),
  };
}

/** One-shots that have done their work as no release has them: who made them was killed. */
export function unknownOneShots(
  goal: Goal,
  now: RecordedModel | undefined,
  completed: Completed,
): readonly string[] {
  const isNow = (service: string): boolean => isOf(now, service, completed) ?? true;
  return othersThatEnded(goal, completed).filter((service) => !isNow(service));
}

/** One-shots that have done their work, and not as the goal has them. */
const othersThatEnded = (goal: Goal, completed: Completed): readonly string[] =>
  [...endingServices(goal.model.file.services)].filter(
    (service) => completed.has(service) && isOf(goal.model, service, completed) !== true,
  );

/** @returns undefined where the model does not tell */
function isOf(model: RecordedModel | undefined, service: string, completed: Completed): boolean | undefined {
  const hash = model?.hashes[service];
  return hash === undefined ? undefined : (completed.get(service)?.startsWith(hash) ?? false);
}
