import { UserError } from '../../diagnostics/user-error.ts';
import { isOfInstance } from '../../model/instance.ts';
import { LABEL } from '../../model/labels.ts';
import type { Project } from '../../model/project.ts';

type Thing = { readonly labels: Readonly<Record<string, string>> };

/**
 * `shop-a` may be an instance of `shop`, or a project of its own: neither takes over what the other one has.
 *
 * @param things of the engine; those of other projects do not matter
 * Error: UserError `bad-instance`.
 */
export function refuseAnother({ name, instance }: Project, things: readonly Thing[]): void {
  const other = things.find(
    ({ labels }) => labels[LABEL.project] === name && !isOfInstance(labels, instance),
  );
  if (!other) return;
  const { [LABEL.instance]: otherName, [LABEL.instanceOf]: of } = other.labels;
  const what = of === undefined ? 'a project of that name' : `the instance "${otherName}" of ${of}`;
  throw new UserError('bad-instance', `${name} is there already, and is ${what}`, {
    hint: instance
      ? 'give the instance another name, or the project with -p'
      : 'give the project another name, with -p or with name: in the file',
  });
}
