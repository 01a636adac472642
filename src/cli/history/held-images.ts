import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { Project } from '../../model/project.ts';
import type { RecordedModel } from '../../model/release.ts';
import { holdToImages } from '../../planner/images/pin-images.ts';
import { allImages } from '../../planner/ingress/wants-ingress.ts';
import { imageReference } from '../../planner/request/image-references.ts';

/**
 * The project with the images that its names stood for then. A name that still stands for the same one stays as it is, so its containers do
 * too. What is gone from the engine, and registries know by its digest, is pulled by that.
 *
 * Error: UserError `image-not-found` with all that nobody has any more.
 */
export async function withImagesOfThen(
  engine: Engine,
  project: Project,
  { number, model }: { readonly number: number; readonly model: RecordedModel },
): Promise<Project> {
  const summaries = await engine.listImageSummaries();
  const present = new Set<string>(summaries.map(({ id }) => id));
  const names = allImages(project);
  const now = await engine.listImages(names);
  const pins = new Map<string, string>();
  const lost: string[] = [];
  for (const name of names) {
    const then = model.images[name];
    if (!then || now.get(name)?.id === then.id) continue;
    const digest = then.digests?.[0];
    if (present.has(then.id)) pins.set(name, then.id);
    else if (digest !== undefined) pins.set(name, digest);
    else lost.push(`${name} (${then.id.slice(0, 19)})`);
  }
  if (lost.length > 0) throw gone(project, number, lost);
  return holdToImages(project, (name) => pins.get(name));
}

function gone(project: Project, number: number, lost: readonly string[]): UserError {
  const services = [...project.services.values()]
    .filter((service) => lost.some((one) => one.startsWith(`${imageReference(project, service)} (`)))
    .map(({ name }) => name);
  return new UserError(
    'image-not-found',
    `release ${number} ran images that are not on the engine any more, and that no registry has a digest of: ${lost.join(', ')}${services.length > 0 ? `, for ${services.join(', ')}` : ''}`,
    {
      hint: ['build them again from the commit of that release, or choose another one: ', gantry('history')],
    },
  );
}
