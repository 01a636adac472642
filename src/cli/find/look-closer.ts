import { findByName } from '../../engine/observe/observe.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { Observed } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import { stopRecords } from '../../model/volume-copy.ts';
import { foreignContainersOf } from '../../planner/diff/foreign-containers.ts';
import { withImageDetails } from './image-details.ts';

/**
 * What lists do not tell, and the files make a question: the age and platform of images, and which containers bear the
 * names of those whose namespaces are shared. No call at all where nothing asks.
 *
 * @param pull `--pull`
 */
export async function lookCloser(
  engine: Engine,
  observed: Observed,
  project: Project,
  pull: string | undefined,
): Promise<Observed> {
  const [snapshot, foreignContainers] = await Promise.all([
    withImageDetails(engine, observed, project, pull),
    // Of those that are still to be started after a copy, the ids.
    findByName(engine, [
      ...foreignContainersOf(project),
      ...stopRecords(observed.volumes, project.name).map(({ id }) => id),
    ]),
  ]);
  return foreignContainers.size > 0 ? { ...snapshot, foreignContainers } : snapshot;
}
