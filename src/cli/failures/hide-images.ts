import { UserError } from '../../diagnostics/user-error.ts';
import type { Operation } from '../../model/operation.ts';
import type { Cause, FieldChange, Plan, Resource, Step } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { Hide } from '../../model/secret-hider.ts';
import { secretHider } from './known-secrets.ts';

/** Error: UserError for an image that a secret is part of the name of: it would be written down, and sent to whoever keeps such images. */
export function refuseSecretNames(project: Project): void {
  const hide = imageHider(project);
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

/** The name of an image without the secrets in it, whether they were filled in or stand there in clear. */
export function imageHider(project: Project): Hide {
  let hider: Hide | undefined;
  // Most plans have no step of an image, and files with secrets need not be read for them.
  return (image) => {
    hider ??= secretHider(project);
    return hider(image);
  };
}

/** A plan as it is shown. @param hideStep gives the steps, for who has to get the same one each time */
export function withHiddenImages(
  plan: Plan,
  hide: Hide,
  hideStep: (step: Step) => Step = (step) => withHiddenImage(step, hide),
): Plan {
  const resource = <One extends Resource>(one: One): One =>
    one.kind === 'image' ? { ...one, name: hide(one.name) } : one;
  return {
    ...plan,
    steps: plan.steps.map(hideStep),
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
    case 'build-image': {
      const { build, image } = operation;
      return { ...operation, image: hide(image), build: { ...build, tags: build.tags.map(hide) } };
    }
    case 'share-image':
      return { ...operation, image: hide(operation.image), repository: hide(operation.repository) };
    case 'pull-image':
    case 'push-image':
    case 'load-image':
    case 'resolve-image':
    case 'remove-image':
      return { ...operation, image: hide(operation.image) };
    default:
      return operation;
  }
}

function hiddenCause(cause: Cause, hide: Hide): Cause {
  if (cause.kind === 'image-changed') return { ...cause, image: hide(cause.image) };
  return cause.kind === 'changed'
    ? { ...cause, fields: cause.fields.map((field) => hiddenField(field, hide)) }
    : cause;
}

/** Other fields are masked where they are made. */
function hiddenField(change: FieldChange, hide: Hide): FieldChange {
  const { field, from, to } = change;
  if (field !== 'image') return change;
  return {
    ...change,
    ...(from !== undefined && { from: hide(from) }),
    ...(to !== undefined && { to: hide(to) }),
  };
}
