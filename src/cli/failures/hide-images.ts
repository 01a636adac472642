import { UserError } from '../../diagnostics/user-error.ts';
import type { Operation } from '../../model/operation.ts';
import type { Cause, Plan, Resource, Step } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { Hide } from '../../model/secret-hider.ts';
import { secretHider } from './known-secrets.ts';

/** Error: UserError for an image that a secret is part of the name of: it would be written down, and sent to whoever keeps such images. */
export function refuseSecretNames(project: Project): void {
  const hide = imageHider(project);
  if (!hide) return;
  for (const { name, image } of project.services.values())
    if (image !== undefined && hide(image) !== image)
      throw new UserError(
        'bad-usage',
        `the name of the image of service "${name}" has a secret in it: ${hide(image)}`,
        {
          hint: 'leave it out of the name: everybody who lists images reads it',
          about: { of: ['services', name], settings: ['image'] },
        },
      );
}

/** The name of an image, without the secret that the file fills into it. @returns undefined: no text of the files has one */
export function imageHider(project: Project): Hide | undefined {
  const filled = new Set((project.secrecy?.filled ?? []).map((text) => text.reveal()));
  if (filled.size === 0) return undefined;
  let hider: Hide | undefined;
  return (image) => {
    if (!filled.has(image)) return image;
    hider ??= secretHider(project);
    return hider(image);
  };
}

/** A plan as it is shown. */
export function withHiddenImages(plan: Plan, hide: Hide | undefined): Plan {
  if (!hide) return plan;
  const resource = (one: Resource): Resource =>
    one.kind === 'image' ? { ...one, name: hide(one.name) } : one;
  return {
    ...plan,
    steps: plan.steps.map((step) => withHiddenImage(step, hide)),
    unchanged: plan.unchanged.map(resource),
  };
}

export const withHiddenImage = (step: Step, hide: Hide): Step => ({
  ...step,
  operation: hiddenOperation(step.operation, hide),
  cause: hiddenCause(step.cause, hide),
});

function hiddenOperation(operation: Operation, hide: Hide): Operation {
  switch (operation.kind) {
    case 'pull-image':
    case 'push-image':
    case 'remove-image':
    case 'build-image':
      return { ...operation, image: hide(operation.image) };
    default:
      return operation;
  }
}

const hiddenCause = (cause: Cause, hide: Hide): Cause =>
  cause.kind === 'image-changed' ? { ...cause, image: hide(cause.image) } : cause;
