import { isJsonMap, type Json, type JsonMap } from '../../../src/model/json.ts';
import { stableJson } from '../../../src/util/stable-json.ts';

/**
 * The services that an edit of the file leaves alone: nothing that they are made of has changed, and nobody changed whom
 * they have to follow. What is said of them goes by the files alone.
 */
export function quietServices(before: JsonMap, after: JsonMap): ReadonlySet<string> {
  const [old, next] = [before.services, after.services];
  if (!isJsonMap(old) || !isJsonMap(next)) return new Set();
  const quiet = new Set(
    Object.keys(next).filter((name) => made(before, old[name]) === made(after, next[name]) && name in old),
  );
  const edit = { old, next, unchanged: new Set(quiet) };
  for (const name of edit.unchanged) if (runsAgain(name, edit)) quiet.delete(name);
  for (let size = -1; size !== quiet.size; ) {
    size = quiet.size;
    for (const name of quiet)
      if (leadersOf(next[name]).some((leader) => !quiet.has(leader))) quiet.delete(name);
  }
  return quiet;
}

/**
 * A one-shot runs again for those that wait for its end, where none of these runs, or has ended for others and stays as it is
 * (docs/planning.md).
 */
function runsAgain(name: string, edit: Edit): boolean {
  const { next } = edit;
  const waiters = waitersOf(name, next);
  return (
    waiters.some((waiter) => scaleOf(next[waiter]) > 0) && !waiters.some((waiter) => goesOn(waiter, edit))
  );
}

interface Edit {
  readonly old: JsonMap;
  readonly next: JsonMap;
  readonly unchanged: ReadonlySet<string>;
}

function goesOn(name: string, edit: Edit): boolean {
  const { old, next, unchanged } = edit;
  if (!isJsonMap(old[name]) || scaleOf(old[name]) === 0 || scaleOf(next[name]) === 0) return false;
  if (!isOneShot(old[name])) return true;
  return unchanged.has(name) && waitersOf(name, next).length > 0 && !runsAgain(name, edit);
}

const isOneShot = (service: Json | undefined): boolean =>
  isJsonMap(service) && listOf(service.command)[0] === 'true';

const waitersOf = (name: string, services: JsonMap): readonly string[] =>
  Object.keys(services).filter((other) => waitsForEnd(services[other], name));

function waitsForEnd(service: Json | undefined, name: string): boolean {
  const needs = isJsonMap(service) ? service.depends_on : undefined;
  const need = isJsonMap(needs) ? needs[name] : undefined;
  return isJsonMap(need) && need.condition === 'service_completed_successfully';
}

const scaleOf = (service: Json | undefined): number =>
  isJsonMap(service) && service.scale !== undefined ? Number(service.scale) : 1;

/** All that a service is made of, as one text. */
function made(tree: JsonMap, service: Json | undefined): string {
  if (!isJsonMap(service)) return '';
  const uses = (section: string, names: readonly string[]): Json => {
    const declared = tree[section];
    return isJsonMap(declared) ? names.map((name) => declared[name] ?? null) : null;
  };
  return stableJson([
    service,
    uses('networks', keysOf(service.networks)),
    uses(
      'volumes',
      listOf(service.volumes).map((volume) => volume.split(':')[0] ?? volume),
    ),
    uses('configs', listOf(service.configs)),
  ]);
}

/** Whose end, restart or replacement is felt by a service. */
function leadersOf(service: Json | undefined): readonly string[] {
  if (!isJsonMap(service)) return [];
  const { depends_on: needs, network_mode: network, ipc, pid } = service;
  const followed = isJsonMap(needs)
    ? Object.entries(needs).flatMap(([name, need]) =>
        isJsonMap(need) && need.restart === true ? [name] : [],
      )
    : [];
  const lenders = [network, ipc, pid].flatMap((mode) => /^service:(.*)/.exec(String(mode ?? ''))?.[1] ?? []);
  return [...followed, ...lenders, ...listOf(service.volumes_from), ...listOf(service.links)];
}

const keysOf = (json: Json | undefined): readonly string[] => (isJsonMap(json) ? Object.keys(json) : []);

const listOf = (json: Json | undefined): readonly string[] => {
  const items: readonly Json[] = Array.isArray(json) ? json : [];
  return items.map(String);
};
