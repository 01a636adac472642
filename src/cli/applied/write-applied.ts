import { randomBytes } from 'node:crypto';
import { isJsonMap, type Json, type JsonMap } from '../../model/json.ts';
import { LABEL } from '../../model/labels.ts';
import type { KnownHashes } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { ServiceHashes } from '../../planner/request/service-hashes.ts';
import { usesOf } from '../../spec/resolve/prune-resources.ts';
import type { Planned } from '../context/planned.ts';
import { VERSION } from '../context/version.ts';
import { openRecord } from './open-record.ts';
import { type AppliedRecord, type RecordPlace, readRecord, removeRecord, writeRecord } from './record.ts';
import { MAP, sealProject, sealWith } from './seal.ts';
import { NOTHING_LIVE } from './unseal.ts';

interface Applied {
  readonly services: readonly ServiceSpec[];
  /** How many containers, where that is not what the files say. */
  readonly scale: ReadonlyMap<string, number> | undefined;
  readonly hashes: ServiceHashes;
  readonly before: AppliedRecord | undefined;
}

/** The services as they are now; and those that the files have too and the plan was not about, as they were before. */
export async function writeApplied(
  place: RecordPlace,
  { project }: Planned,
  { services, scale, hashes, before }: Applied,
): Promise<void> {
  const key = before?.head.key ?? randomBytes(32).toString('hex');
  const seal = sealWith(key);
  const now = new Map(services.map((service) => [service.name, service]));
  const declared = new Map([...project.disabledServices, ...project.services]);
  const kept = before && keepOnly(before, (name) => declared.has(name) && !now.has(name));
  const others = [...declared].filter(([name]) => !now.has(name) && kept?.head.services[name] === undefined);
  const sealed = sealProject(
    {
      ...project,
      services: new Map(
        services.map((service) => [service.name, withScale(service, scale?.get(service.name))]),
      ),
      disabledServices: new Map(others),
      knownHashes: new Map(services.map((service) => [service.name, knownHashes(hashes, service)])),
    },
    seal,
  );
  const sealedHashes = services.map(
    (service) => [service.name, seal(hashes.hashOf(service, () => undefined))] as const,
  );
  writeRecord(place, {
    head: {
      gantry: VERSION,
      key,
      at: new Date().toISOString(),
      services: { ...kept?.head.services, ...Object.fromEntries(sealedHashes) },
    },
    body: JSON.stringify(kept ? merge(kept.project, sealed) : sealed),
  });
}

/** After `down` of some services. */
export async function withoutRemoved(place: RecordPlace, { observed, plan }: Planned): Promise<void> {
  const before = readRecord(place);
  if (!before) return;
  const removed = new Set(
    plan.steps.flatMap(({ operation }) => (operation.kind === 'remove-container' ? [operation.name] : [])),
  );
  const gone = new Set(
    observed.containers.flatMap(({ name, labels }) => (removed.has(name) ? [labels[LABEL.service]] : [])),
  );
  const { head, project } = keepOnly(before, (name) => !gone.has(name));
  if (Object.keys(head.services).length === 0) removeRecord(place);
  else writeRecord(place, { head, body: JSON.stringify(project) });
}

const withScale = (service: ServiceSpec, scale: number | undefined): ServiceSpec =>
  scale === undefined ? service : { ...service, scale };

function knownHashes(hashes: ServiceHashes, service: ServiceSpec): KnownHashes {
  const nobody = (): undefined => undefined;
  const forms = ['2.26', 'today'] as const;
  return {
    ours: forms.map((form) => hashes.hashOf(service, nobody, form)),
    theirs: forms.map((form) => hashes.plainHashOf(service, nobody, form)),
  };
}

interface Kept {
  readonly head: AppliedRecord['head'];
  readonly project: JsonMap;
}

/** Of a record, some services and what they use. */
function keepOnly(record: AppliedRecord, keeps: (service: string) => boolean): Kept {
  const services = Object.entries(record.head.services).filter(([name]) => keeps(name));
  const names = new Set(services.map(([name]) => name));
  const opened = openRecord(record, NOTHING_LIVE);
  const { networks, volumes, secrets, configs } = usesOf(
    [...opened.services.values()].filter(({ name }) => names.has(name)),
  );
  const whole: Json = JSON.parse(record.body);
  const project = isJsonMap(whole) ? whole : {};
  const only = { services: names, knownHashes: names, networks, volumes, secrets, configs };
  return {
    head: { ...record.head, services: Object.fromEntries(services) },
    project: {
      ...project,
      ...Object.fromEntries(
        Object.entries(only).map(([member, keys]) => [
          member,
          { [MAP]: entriesOf(project[member]).filter(([key]) => keys.has(key)) },
        ]),
      ),
    },
  };
}

/** What is newer wins. */
function merge(old: JsonMap, now: JsonMap): JsonMap {
  const members = ['services', 'knownHashes', 'networks', 'volumes', 'secrets', 'configs'];
  const merged = members.map((member) => {
    const both = new Map([...entriesOf(old[member]), ...entriesOf(now[member])]);
    return [member, { [MAP]: [...both] }] as const;
  });
  return { ...now, ...Object.fromEntries(merged) };
}

function entriesOf(map: Json | undefined): readonly (readonly [string, Json])[] {
  const entries = isJsonMap(map) ? map[MAP] : undefined;
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: Json) =>
    Array.isArray(entry) && typeof entry[0] === 'string' ? [[entry[0], entry[1]] as const] : [],
  );
}
