import type { RecordedContainer, RecordedModel, Release } from '../../model/release.ts';
import { endingServices } from './moved.ts';
import { isWhole } from './whole-release.ts';

/** What a project is to be made into again. */
export interface Goal {
  /** The release that has the model. */
  readonly number: number;
  readonly model: RecordedModel;
  /** The containers that there were. Absent: as many as the model says, and all run. */
  readonly containers?: readonly RecordedContainer[];
}

/** How many containers of each service there are to be, and which services do not run. */
export interface Shape {
  readonly scale: ReadonlyMap<string, number>;
  readonly stopped: ReadonlySet<string>;
  /** Those of them whose containers nobody has touched: they are not looked at. */
  readonly untouched: ReadonlySet<string>;
}

/** @param now the containers that there are */
export function shapeOf({ model, containers }: Goal, now: readonly RecordedContainer[]): Shape {
  if (!containers)
    return { scale: new Map(Object.entries(model.scale)), stopped: new Set(), untouched: new Set() };
  const services = Object.keys(Object(model.file.services));
  const ends = endingServices(model.file.services);
  const of = (all: readonly RecordedContainer[], service: string) =>
    all.filter((one) => one.service === service);
  const scale = new Map(services.map((service) => [service, of(containers, service).length]));
  const stopped = services.filter((service) => {
    const had = of(containers, service);
    return had.length > 0 && !ends.has(service) && had.every(({ isRunning }) => !isRunning);
  });
  const untouched = stopped.filter((service) => {
    const ids = new Set(of(now, service).map(({ id }) => id));
    const had = of(containers, service);
    return had.length === ids.size && had.every(({ id }) => ids.has(id));
  });
  return { scale, stopped: new Set(stopped), untouched: new Set(untouched) };
}

/**
 * The same goal with one-shots (migrations) as they are now: they have done their work, and none of it goes back by running an older one.
 *
 * @param now what the project is now
 * @param completed services whose containers have ended well
 */
export function keepingOneShots(
  goal: Goal,
  now: RecordedModel | undefined,
  completed: ReadonlySet<string>,
): Goal {
  const then = Object(goal.model.file.services);
  const present = Object(now?.file.services);
  const kept = [...endingServices(then)].filter((service) => completed.has(service) && service in present);
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

/** What the project was made into by then: a stop leaves it as it was. */
export function modelAt(
  releases: readonly Release[],
  number: number,
): { readonly number: number; readonly model: RecordedModel } | undefined {
  const found = releases.filter(isWhole).findLast((release) => release.number <= number);
  return found && { number: found.number, model: found.model };
}
