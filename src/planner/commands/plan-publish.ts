import { UserError } from '../../diagnostics/user-error.ts';
import type { ArtifactLayer } from '../../model/artifact.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
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

/**
 * Pushes what the project builds, then publishes its files. An image that cannot be pushed may be in its registry
 * already, so that is a warning.
 *
 * Error: UserError `bad-usage` for services that others could not get, as they have no image with a name.
 */
export function planPublish(project: Project, intent: PublishIntent): Plan {
  const services = [...project.services.values()].filter(({ provider }) => provider === undefined);
  const nameless = services.filter(({ image }) => image === undefined).map(({ name }) => name);
  if (nameless.length > 0)
    throw new UserError('bad-usage', `what has no image cannot be published: ${nameless.sort().join(', ')}`, {
      hint: 'give these services an `image`, the name under which they are pushed',
    });
  const plan = new PlanBuilder('publish', project.name);
  const pushes = planPush(project).steps.map(({ operation }) =>
    plan.add({ operation, cause: { kind: 'requested', by: 'publish' }, optional: true }),
  );
  const { reference, layers, ociVersion, insecure = false } = intent;
  plan.add({
    operation: {
      kind: 'publish-artifact',
      reference,
      layers,
      insecure,
      pinned: new Map(
        intent.pinImages ? services.flatMap(({ name, image }) => (image ? [[name, image]] : [])) : [],
      ),
      ...(ociVersion === undefined ? {} : { ociVersion }),
    },
    cause: { kind: 'requested', by: 'publish' },
    after: pushes,
  });
  return plan.build();
}
