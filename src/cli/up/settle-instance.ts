import type { PendingObservation } from '../../engine/observe/observe.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { portsOf, readPortsLabel } from '../../instance/published-ports.ts';
import { latestExpiry } from '../../model/instance.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { Cli } from '../context/cli.ts';
import type { Selection } from '../files/load.ts';
import { refuseAnother } from '../find/refuse-another.ts';
import type { UpOptions } from './up-options.ts';

interface Asked {
  readonly selection: Selection;
  readonly options: Pick<UpOptions, 'ttl' | 'renews'>;
}

/**
 * The instance as it can be started now: with other ports in place of those that somebody else has taken while it did not run, and with
 * the time until which it lives.
 *
 * Error: as `loadProjectFor`; UserError `bad-instance`.
 * @param pending what the engine was asked of it already
 */
export async function settleInstance(
  cli: Cli,
  instance: Project,
  { selection, options }: Asked,
  pending: PendingObservation | undefined,
): Promise<Project> {
  const engine = await cli.engine();
  const own = await (pending?.containers ?? engine.listContainers([`${LABEL.project}=${instance.name}`]));
  refuseAnother(instance, own);
  const settled = await withFreePorts(cli, instance, selection, own);
  return options.renews ? withExpiry(engine, settled, options.ttl, pending) : settled;
}

async function withExpiry(
  engine: Engine,
  project: Project,
  ttlMs: number | undefined,
  pending: PendingObservation | undefined,
): Promise<Project> {
  const ttlSeconds =
    ttlMs === undefined ? await knownTtl(engine, project, pending) : Math.round(ttlMs / 1000);
  if (ttlSeconds === undefined || !project.instance) return project;
  const { systemTime } = await engine.info();
  // An engine that does not tell its time has that of this machine.
  const now = Date.parse(systemTime) || Date.now();
  const expires = new Date(Math.ceil(now / 1000) * 1000 + ttlSeconds * 1000)
    .toISOString()
    .replace('.000Z', 'Z');
  return { ...project, instance: { ...project.instance, expires, ttlSeconds } };
}

/** As an earlier command said. */
async function knownTtl(
  engine: Engine,
  { name }: Project,
  pending: PendingObservation | undefined,
): Promise<number | undefined> {
  const volumes = await (pending?.volumes ?? engine.listVolumes());
  const own = volumes.filter(({ labels }) => labels[LABEL.project] === name);
  return latestExpiry(own.map(({ labels }) => labels))?.ttlSeconds;
}

async function withFreePorts(
  cli: Cli,
  instance: Project,
  selection: Selection,
  own: readonly ObservedContainer[],
): Promise<Project> {
  const { moveTakenPorts } = await import('../instances/instance-ports.ts');
  const wanted = [...instance.services.values()].flatMap((service) => {
    const chosen = readPortsLabel(service.name, service.labels.get(LABEL.instancePorts) ?? '');
    return portsOf(service).flatMap(({ fixed }) => (fixed && chosen.has(fixed.key) ? [fixed] : []));
  });
  if (wanted.length === 0) return instance;
  if (!(await moveTakenPorts(cli, instance.name, wanted, own))) return instance;
  const { loadProjectFor } = await import('../files/load.ts');
  const { withoutWarnings } = await import('../context/without-warnings.ts');
  return loadProjectFor(withoutWarnings(cli), selection);
}
