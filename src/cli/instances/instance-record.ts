import { readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InstancePorts } from '../../instance/published-ports.ts';
import type { ResourceMap } from '../../instance/resource-map.ts';
import { makeFolder } from '../../util/make-folder.ts';
import { readRegular } from '../../util/read-regular.ts';
import { stateFolder } from '../../util/state-folder.ts';

type Environment = ReadonlyMap<string, string>;

/** What is kept of an instance on this machine. The labels of its containers tell the ports too. */
export interface InstanceRecord {
  readonly ports: InstancePorts;
  readonly map: ResourceMap;
}

/** The ports of one that was not started for so long are free for others. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

export const instancesFolder = (environment: Environment): string =>
  join(stateFolder(environment), 'instances');

/** @param project the name of the instance's project @returns undefined: none is there, or none that can be read */
export function readInstance(environment: Environment, project: string): InstanceRecord | undefined {
  return readFile(pathOf(environment, project));
}

function readFile(path: string): InstanceRecord | undefined {
  try {
    const { ports, map }: { readonly ports: unknown; readonly map: unknown } = JSON.parse(
      readRegular(path).toString('utf8'),
    );
    return {
      ports: new Map(entriesOf(ports).filter((entry): entry is [string, number] => isPort(entry[1]))),
      map: new Map(entriesOf(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
    };
  } catch {
    return undefined;
  }
}

const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

const isPort = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536;

/** A home that cannot be written to is no reason to fail: the labels of containers tell which ports they have. */
export function writeInstance(
  environment: Environment,
  project: string,
  { ports, map }: InstanceRecord,
): void {
  const path = pathOf(environment, project);
  const unfinished = `${path}.${process.pid}`;
  try {
    makeFolder(instancesFolder(environment), { mode: 0o700 });
    const record = { ports: Object.fromEntries(ports), map: Object.fromEntries(map) };
    writeFileSync(unfinished, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
    renameSync(unfinished, path);
  } catch {
    removeFile(unfinished);
  }
}

/** The ports of all others, which have them also while they do not run. */
export function portsOfOthers(environment: Environment, project: string): readonly InstancePorts[] {
  const own = pathOf(environment, project);
  try {
    const folder = instancesFolder(environment);
    return readdirSync(folder)
      .map((name) => join(folder, name))
      .filter(
        (path) => path.endsWith(ENDING) && path !== own && Date.now() - statSync(path).mtimeMs < KEPT_MS,
      )
      .flatMap((path) => readFile(path)?.ports ?? []);
  } catch {
    return [];
  }
}

/** Nothing of the instance is left. */
export const forgetInstance = (environment: Environment, project: string): void =>
  removeFile(pathOf(environment, project));

function removeFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Where nothing can be removed nothing could be written either.
  }
}

const ENDING = '.json';

const pathOf = (environment: Environment, project: string): string =>
  join(instancesFolder(environment), `${project}${ENDING}`);
