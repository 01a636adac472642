import { UserError } from '../../diagnostics/user-error.ts';
import type { ArtifactLayer } from '../../model/artifact.ts';
import { fullName } from '../../model/full-name.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { isTestService } from '../../model/test-settings.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import { planPush } from './plan-push.ts';

interface PublishIntent {
  readonly reference: string;
  readonly layers: readonly ArtifactLayer[];
  /** Hold the project to the images of now. */
  readonly pinImages?: boolean | undefined;
  readonly ociVersion?: '1.0' | '1.1' | undefined;
  readonly insecure?: boolean | undefined;
}

/** The services that are not published: they have no image that others could get, and are not on, or are tests; or need one of these. */
export function leftOut(project: Project): ReadonlySet<string> {
  const isNameless = ({ image, provider }: ServiceSpec): boolean =>
    image === undefined && provider === undefined;
  const on = [...project.services.values()];
  const off = [...project.disabledServices.values()];
  const tests = on.filter(({ extensions }) => isTestService(extensions.get('x-gantry')));
  const mayStay = [...off, ...tests];
  const out = new Set(mayStay.filter(isNameless).map(({ name }) => name));
  const needsOut = ({ name, dependsOn }: ServiceSpec): boolean =>
    !out.has(name) && [...dependsOn].some(([needed, { required }]) => required && out.has(needed));
  for (let more = mayStay.find(needsOut); more; more = mayStay.find(needsOut)) out.add(more.name);
  return out;
}

/**
 * Pushes what the services build that are on, then publishes the files of the project. An image that the engine does not have may be in its
 * registry already. A name without a registry stands for docker.io, where it is nobody's to push: that is a warning.
 *
 * Error: UserError `bad-usage` for services that others could not get, as they have no image with a name.
 */
export function planPublish(project: Project, intent: PublishIntent): Plan {
  const out = leftOut(project);
  const isPublished = ({ name, provider }: ServiceSpec): boolean => provider === undefined && !out.has(name);
  const services = [...project.services.values()].filter(isPublished);
  const off = [...project.disabledServices.values()].filter(isPublished);
  const nameless = services.filter(({ image }) => image === undefined).map(({ name }) => name);
  if (nameless.length > 0)
    throw new UserError('bad-usage', `what has no image cannot be published: ${nameless.sort().join(', ')}`, {
      hint: 'give these services an `image`, the name under which they are pushed',
    });
  const plan = new PlanBuilder('publish', project.name);
  if (out.size > 0)
    plan.warn(
      `not published, as they have no \`image\` and are not on, or are tests: ${[...out].sort().join(', ')}`,
    );
  for (const text of inNoRegistry([...services, ...off])) plan.warn(text);
  const published = new Map(services.map((service) => [service.name, service]));
  const pushes = planPush({ ...project, services: published }).steps.flatMap(({ operation }) =>
    operation.kind === 'push-image' && namesRegistry(operation.image)
      ? plan.add({
          operation: { ...operation, mayBeThere: true },
          cause: { kind: 'requested', by: 'publish' },
        })
      : [],
  );
  const { reference, layers, ociVersion, insecure = false } = intent;
  const pinned = [...services, ...off.filter(({ build }) => build === undefined)];
  plan.add({
    operation: {
      kind: 'publish-artifact',
      reference,
      layers,
      insecure,
      pinned: new Map(
        intent.pinImages ? pinned.flatMap(({ name, image }) => (image ? [[name, image]] : [])) : [],
      ),
      ...(ociVersion === undefined ? {} : { ociVersion }),
    },
    cause: { kind: 'requested', by: 'publish' },
    after: pushes,
  });
  return plan.build();
}

/** `shop-web` is `docker.io/library/shop-web`, where only Docker pushes. */
const namesRegistry = (image: string): boolean => !fullName(image).startsWith('docker.io/library/');

function inNoRegistry(services: readonly ServiceSpec[]): readonly string[] {
  const lost = services
    .filter(({ build, image }) => build && image !== undefined && !namesRegistry(image))
    .map(({ name, image }) => `${image} (${name})`)
    .sort();
  if (lost.length === 0) return [];
  const what = lost.length === 1 ? 'the image names' : 'the images name';
  return [`${what} no registry, so nothing is pushed that others could pull: ${lost.join(', ')}`];
}
