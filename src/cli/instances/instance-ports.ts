import { isLocal } from '../../engine/connection/is-local.ts';
import {
  type FixedPort,
  fixedPorts,
  type InstancePorts,
  readPortsLabel,
} from '../../instance/published-ports.ts';
import type { ResourceMap } from '../../instance/resource-map.ts';
import { isAlive } from '../../model/container-state.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import { THIS_MACHINE } from '../../reconciler/preflight/machine.ts';
import type { InstanceAsker } from './asked-instance.ts';
import { choosePorts, type IsFree } from './choose-ports.ts';
import { type InstanceRecord, portsOfOthers, readInstance, writeInstance } from './instance-record.ts';
import { withLock } from './with-lock.ts';

/**
 * The record of an instance with a port for each that the files fix: those that are kept, else those that its containers tell, else
 * free ones.
 *
 * @param name of the instance's project
 * @param written the project as the files have it
 */
export async function completeRecord(
  cli: InstanceAsker,
  name: string,
  written: Project,
  map: ResourceMap | undefined,
): Promise<InstanceRecord> {
  const wanted = fixedPorts(written);
  const isComplete = (record: InstanceRecord): boolean =>
    wanted.every(({ key }) => record.ports.has(key)) && (map === undefined || isSame(map, record.map));
  const kept = readInstance(cli.environment, name);
  if (kept && isComplete(kept)) return kept;
  const told = kept || wanted.length === 0 ? new Map<string, number>() : await portsOfContainers(cli, name);
  const isFree = await freeHere(cli);
  return withLock(cli.environment, async () => {
    // Another process may have been faster.
    const now = readInstance(cli.environment, name);
    if (now && isComplete(now)) return now;
    const known = now?.ports ?? told;
    const given = takenByOthers(cli, name);
    const record = {
      ports: await choosePorts(name, wanted, known, given, isFree),
      map: map ?? now?.map ?? new Map<string, string>(),
    };
    writeInstance(cli.environment, name, record);
    return record;
  });
}

/**
 * Gives other ports to those that somebody else has taken since they were chosen.
 *
 * @param own the containers of the instance: what these have they keep
 * @returns whether there are others now
 */
export async function moveTakenPorts(
  cli: InstanceAsker,
  name: string,
  wanted: readonly FixedPort[],
  own: readonly ObservedContainer[],
): Promise<boolean> {
  const isFree = await freeHere(cli);
  const held = new Set(
    own.filter(isAlive).flatMap(({ ports }) => ports.flatMap(({ published }) => published ?? [])),
  );
  return withLock(cli.environment, async () => {
    const record = readInstance(cli.environment, name);
    if (!record) return false;
    const lost: string[] = [];
    for (const port of wanted) {
      const first = record.ports.get(port.key);
      if (first === undefined || (await isHad(first, port, held, isFree))) continue;
      lost.push(port.key);
    }
    if (lost.length === 0) return false;
    const left = new Map([...record.ports].filter(([key]) => !lost.includes(key)));
    const ports = await choosePorts(name, wanted, left, takenByOthers(cli, name), isFree);
    writeInstance(cli.environment, name, { ...record, ports });
    return true;
  });
}

async function isHad(
  first: number,
  { count, protocol, hostIp = '127.0.0.1' }: FixedPort,
  held: ReadonlySet<number>,
  isFree: IsFree,
): Promise<boolean> {
  for (let port = first; port < first + count; port++)
    if (!held.has(port) && !(await isFree(port, protocol, hostIp))) return false;
  return true;
}

/** Of an engine elsewhere nobody can tell here: it says so itself. */
async function freeHere(cli: InstanceAsker): Promise<IsFree> {
  const engine = await cli.engine().catch(() => undefined);
  if (engine && !isLocal(engine)) return () => Promise.resolve(true);
  return (port, protocol, hostIp) => THIS_MACHINE.isPortFree(port, protocol, hostIp);
}

const takenByOthers = (cli: InstanceAsker, name: string): ReadonlySet<number> =>
  new Set(portsOfOthers(cli.environment, name).flatMap((ports) => [...ports.values()]));

/** Where the record is lost. An engine that cannot be reached is told of by who needs it. */
async function portsOfContainers(cli: InstanceAsker, name: string): Promise<InstancePorts> {
  const engine = await cli.engine().catch(() => undefined);
  const containers = await engine
    ?.listContainers([`${LABEL.project}=${name}`, LABEL.instancePorts])
    .catch(() => undefined);
  return new Map(
    (containers ?? []).flatMap(({ labels }) => [
      ...readPortsLabel(labels[LABEL.service] ?? '', labels[LABEL.instancePorts] ?? ''),
    ]),
  );
}

const isSame = (a: ResourceMap, b: ResourceMap): boolean =>
  a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
