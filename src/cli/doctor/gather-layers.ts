import type { Engine } from '../../engine/port/engine.ts';
import { EngineError, unlessStatus } from '../../engine/refusals/engine-error.ts';
import type { ContainerId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { usedFiles } from '../../planner/request/mounted-files.ts';
import { isOneOff, serviceOf } from '../../planner/snapshot/own-containers.ts';
import { mapParallel } from '../../util/map-parallel.ts';
import { isSyncRule, watchRulesOf } from '../../watch/rules/watch-rule.ts';
import type { MeasuredFolder, ServiceLayer } from './check-layers.ts';
import { type WrittenFolder, writtenFolders } from './written-folders.ts';

const CONTAINERS_AT_A_TIME = 4;
/** More files of a folder than these are only counted: each takes a call. */
const MOST_MEASURED = 40;

/** What the running containers of each service have written. @returns undefined: the engine does not tell. */
export async function gatherLayers(
  engine: Engine,
  project: Project,
): Promise<readonly ServiceLayer[] | undefined> {
  const containers = await engine.listContainers([`${LABEL.project}=${project.name}`]);
  const running = containers.filter(
    (container) => container.state === 'running' && !isOneOff(container) && !(LABEL.hook in container.labels),
  );
  try {
    const layers = await mapParallel(running, CONTAINERS_AT_A_TIME, (container) =>
      layerOf(engine, project, container),
    );
    return merged(layers.flatMap((layer) => layer ?? []));
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

/** undefined: it is of no service of the files. */
async function layerOf(
  engine: Engine,
  project: Project,
  container: ObservedContainer,
): Promise<ServiceLayer | undefined> {
  const service = project.services.get(serviceOf(container) ?? '');
  if (!service) return undefined;
  const covered = [...coveredBy(project, service), ...container.mounts.map(({ target }) => target)];
  const changes = await engine.containerChanges(container.id).catch(unlessStatus(404));
  const written = writtenFolders(changes ?? [], covered);
  const folders = await mapParallel(written, 1, (folder) => measure(engine, container.id, folder));
  return { service: service.name, folders: folders.filter(({ files }) => files > 0) };
}

/** Mounts, and what gantry itself puts there. */
function coveredBy(project: Project, service: ServiceSpec): readonly string[] {
  return [
    ...service.volumes.map(({ target }) => target),
    ...service.tmpfs.map((entry) => entry.split(':')[0] ?? ''),
    ...usedFiles(project, service).map(({ path }) => path),
    ...watchRulesOf(service)
      .filter(isSyncRule)
      .map(({ target }) => target),
  ];
}

const FOLDER_BIT = 2 ** 31;

async function measure(
  engine: Engine,
  id: ContainerId,
  { folder, files }: WrittenFolder,
): Promise<MeasuredFolder> {
  if (files.length > MOST_MEASURED) return { folder, files: files.length };
  const stats = await mapParallel(files, CONTAINERS_AT_A_TIME, (path) => engine.statPath(id, path));
  const sizes = stats.flatMap((stat) =>
    stat && stat.mode < FOLDER_BIT && stat.linkTarget === '' && stat.sizeBytes > 0 ? [stat.sizeBytes] : [],
  );
  return { folder, files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** One layer for all replicas of a service, in the order of names. */
function merged(layers: readonly ServiceLayer[]): readonly ServiceLayer[] {
  const services = [...new Set(layers.map(({ service }) => service))].sort();
  return services.map((service) => {
    const folders = layers.filter((layer) => layer.service === service).flatMap((layer) => layer.folders);
    const names = [...new Set(folders.map(({ folder }) => folder))].sort();
    return {
      service,
      folders: names.map((name) =>
        summed(
          folders.filter(({ folder }) => folder === name),
          name,
        ),
      ),
    };
  });
}

function summed(parts: readonly MeasuredFolder[], folder: string): MeasuredFolder {
  const files = parts.reduce((sum, part) => sum + part.files, 0);
  const sizes = parts.flatMap(({ bytes }) => bytes ?? []);
  return {
    folder,
    files,
    ...(sizes.length === parts.length && { bytes: sizes.reduce((sum, size) => sum + size, 0) }),
  };
}
