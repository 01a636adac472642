import type { JsonMap } from '../../model/json.ts';
import type { RecordedContainer, RecordedModel, Release } from '../../model/release.ts';
import { isSameService } from './goal.ts';
import { endingServices } from './moved.ts';
import { withOthers } from './recorded-model.ts';
import { isWhole, type WholeRelease } from './whole-release.ts';

/**
 * The model with each service as its containers were made, where a command that was ended early has left some of them alone:
 * the release has the model that the command was on its way to, and not what the project was by then.
 *
 * @param releases those by then, the oldest first
 */
export function modelOfContainers(
  model: RecordedModel,
  containers: readonly RecordedContainer[],
  releases: readonly Release[],
): RecordedModel {
  const whole = releases.filter(isWhole);
  const ends = endingServices(model.file.services);
  const makers = new Map<RecordedModel, Set<string>>();
  for (const service of Object.keys(Object(model.file.services))) {
    const own = containers.filter((one) => one.service === service);
    const ids = own.map(({ id }) => id);
    const maker =
      (ends.has(service) ? lastRunBy(service, own, releases) : undefined) ??
      (ids.length > 0 ? makerOf(service, ids, whole) : undefined);
    if (maker && !isSameService(maker, model, service))
      makers.set(maker, (makers.get(maker) ?? new Set()).add(service));
  }
  return [...makers].reduce((mixed, [maker, services]) => withServicesOf(mixed, maker, services), model);
}

/** By which release a one-shot ran last, also where that one went back: what a migration has done did not. */
function lastRunBy(
  service: string,
  containers: readonly RecordedContainer[],
  releases: readonly Release[],
): RecordedModel | undefined {
  const [hash, ...others] = new Set(containers.map((one) => one.hash));
  if (hash === undefined || others.length > 0) return undefined;
  return releases.findLast(({ model }) => model?.hashes[service] === hash)?.model;
}

/** The newest that made the containers, or that was about the service and left them as they were. */
function makerOf(
  service: string,
  ids: readonly string[],
  releases: readonly WholeRelease[],
): RecordedModel | undefined {
  const has = (containers: readonly RecordedContainer[], wanted: string): boolean =>
    containers.some(({ id }) => id === wanted);
  return releases.findLast(({ model, before, after, outcome }, index) => {
    if (!(service in Object(model.file.services)) || !ids.every((id) => has(after, id))) return false;
    const former = releases[index - 1]?.model;
    const isAbout = former === undefined || !isSameService(model, former, service);
    return ids.every((id) => !has(before, id)) || (outcome === 'done' && isAbout);
  })?.model;
}

/** The model with these services as another one has them. */
export function withServicesOf(
  model: RecordedModel,
  maker: RecordedModel,
  services: ReadonlySet<string>,
): RecordedModel {
  const isOf = (name: string): boolean => services.has(name);
  const others = <Value>(of: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
    Object.fromEntries(Object.entries(of).filter(([name]) => !isOf(name)));
  const rest: RecordedModel = {
    ...model,
    file: { ...model.file, services: others(Object(model.file.services)) },
    scale: others(model.scale),
    secretVariables: others(model.secretVariables),
    hashes: others(model.hashes),
  };
  const mixed = withOthers(rest, maker, isOf);
  // What nobody else uses is as it was for them.
  const own = <Value>(of: Readonly<Record<string, Value>>, isUsed: (spec: JsonMap, key: string) => boolean) =>
    Object.fromEntries(
      Object.entries(of).filter(
        ([key]) => !Object.values(Object(rest.file.services)).some((spec) => isUsed(Object(spec), key)),
      ),
    );
  return {
    ...mixed,
    images: { ...mixed.images, ...own(maker.images, ({ image }, name) => image === name) },
    contents: { ...mixed.contents, ...own(maker.contents, uses) },
  };
}

/** @param place `configs.site` */
function uses(spec: JsonMap, place: string): boolean {
  const [section = '', ...key] = place.split('.');
  const used: unknown = spec[section];
  return Array.isArray(used) && used.some((one) => Object(one).source === key.join('.'));
}
