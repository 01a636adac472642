import type { JsonMap } from '../../model/json.ts';
import type { Commit, RecordedContainer, RecordedModel, Release } from '../../model/release.ts';
import type { Rest } from '../../planner/commands/rest-again.ts';
import { stableJson } from '../../util/stable-json.ts';
import { endingServices } from './moved.ts';
import { isWhole } from './whole-release.ts';

/** What a project is to be made into again. */
export interface Goal {
  /** The release that has the model. */
  readonly number: number;
  readonly model: RecordedModel;
  /** What the files of then can be found by. */
  readonly commit?: Commit;
  /** The containers that there were. Absent: as many as the model says, and all run. */
  readonly containers?: readonly RecordedContainer[];
  /** The containers when that release had ended, however many there are to be now. Absent: these. */
  readonly left?: readonly RecordedContainer[];
}

/** How many containers of each service there are to be, and which services do not run. */
export interface Shape extends Rest {
  readonly scale: ReadonlyMap<string, number>;
}

/** One-shots that have done their work, with the hash that their containers were made by. */
export type Completed = ReadonlyMap<string, string | undefined>;

/** @param completed their containers stay, also where there were none then */
export function shapeOf({ model, containers }: Goal, completed: Completed): Shape {
  if (!containers)
    return { scale: new Map(Object.entries(model.scale)), stopped: new Set(), paused: new Set() };
  const services = Object.keys(Object(model.file.services));
  const ends = endingServices(model.file.services);
  const of = (service: string) => containers.filter((one) => one.service === service);
  const allAre = (is: (container: RecordedContainer) => boolean): ReadonlySet<string> =>
    new Set(services.filter((service) => of(service).length > 0 && of(service).every(is)));
  return {
    scale: new Map(
      services.map((service) => [service, of(service).length || (completed.has(service) ? 1 : 0)]),
    ),
    stopped: allAre(({ service, isRunning }) => !isRunning && !ends.has(service)),
    paused: allAre(({ isPaused = false }) => isPaused),
  };
}

/** By container: the volumes without a name that it had, by their path in it. */
export const formerVolumes = ({
  containers = [],
}: Goal): ReadonlyMap<string, Readonly<Record<string, string>>> =>
  new Map(containers.map(({ name, anonymous = {} }) => [name, anonymous]));

/** Whether a service was the same in both: what the files say of it, and its images. */
export function isSameService(a: RecordedModel, b: RecordedModel, name: string): boolean {
  const specOf = ({ file }: RecordedModel): JsonMap | undefined => Object(file.services)[name];
  const imageOf = (model: RecordedModel) => model.images[String(specOf(model)?.image ?? '')]?.id;
  return stableJson(specOf(a) ?? null) === stableJson(specOf(b) ?? null) && imageOf(a) === imageOf(b);
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

/** What the project was made into by then: a stop leaves it as it was. */
export function modelAt(
  releases: readonly Release[],
  number: number,
): Pick<Goal, 'number' | 'model' | 'commit'> | undefined {
  const found = releases.filter(isWhole).findLast((release) => release.number <= number);
  return found && { number: found.number, model: found.model, ...(found.commit && { commit: found.commit }) };
}
