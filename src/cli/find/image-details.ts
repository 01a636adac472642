import type { Engine } from '../../engine/port/engine.ts';
import type { Observed } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import { imagesToInspect } from '../../planner/images/pull-policy.ts';

/**
 * Looks closer at those images whose age or platform decides whether they are pulled: no call at all where none does.
 *
 * @param pull `--pull`
 */
export async function withImageDetails(
  engine: Engine,
  observed: Observed,
  project: Project,
  pull: string | undefined,
): Promise<Observed> {
  const references = imagesToInspect(project, pull);
  if (references.length === 0) return observed;
  const { inspectImages } = await import('../../engine/observe/inspect-images.ts');
  return { ...observed, images: await inspectImages(engine, observed.images, references) };
}
