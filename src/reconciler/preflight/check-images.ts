import { UserError } from '../../diagnostics/user-error.ts';
import type { Plan } from '../../model/plan.ts';
import { isImageName } from '../../util/is-image-name.ts';

/** The images whose names no engine takes, such as `app:` where the variable of the tag is not set. */
export function checkImages(plan: Plan): readonly UserError[] {
  const problems = new Map<string, UserError>();
  const check = (image: string | undefined, service: string, settings: readonly string[]): void => {
    if (image === undefined || isImageName(image) || problems.has(image)) return;
    problems.set(
      image,
      new UserError('bad-image-name', `service "${service}" has "${image}", which is no name of an image`, {
        hint: 'write it as `name`, `name:tag` or `registry/name:tag`, in lower case',
        about: { of: ['services', service], settings: settings.map((name) => [name, image]) },
      }),
    );
  };
  for (const { operation } of plan.steps) {
    if (operation.kind === 'create-container') {
      check(operation.request.Image, operation.service, ['image']);
      for (const { Type, Source } of operation.request.HostConfig.Mounts ?? [])
        if (Type === 'image') check(Source, operation.service, ['volumes']);
    } else if (operation.kind === 'run-hook')
      check(operation.request.Image, operation.service, ['pre_start', 'image']);
    else if (operation.kind === 'pull-image' || operation.kind === 'push-image')
      check(operation.image, operation.services[0] ?? '', ['image', 'pre_start', 'volumes']);
    else if (operation.kind === 'build-image')
      for (const name of [operation.image, ...operation.build.tags])
        check(name, operation.service, ['image', 'build.tags']);
  }
  return [...problems.values()];
}
