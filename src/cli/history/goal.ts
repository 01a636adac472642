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
  /** By one-shot: a later release that has it as the model does. */
  readonly laterOneShots?: ReadonlyMap<string, number>;
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

/** What the project was made into by then: a stop leaves it as it was. */
export function modelAt(
  releases: readonly Release[],
  number: number,
): Pick<Goal, 'number' | 'model' | 'commit'> | undefined {
  const found = releases.filter(isWhole).findLast((release) => release.number <= number);
  return found && { number: found.number, model: found.model, ...(found.commit && { commit: found.commit }) };
}
