import type { Path, Tree } from '../tree/tree.ts';
import { type Checked, reportAt } from './rule.ts';

/** `inputs` of the `x-gantry` of a service, at `here`: paths of more files that it is made of. */
export function checkInputs(checked: Checked, here: Path, inputs: Tree): void {
  const wrong = (path: Path, message: string): void =>
    reportAt(checked, path, {
      code: 'bad-value',
      message,
      hint: 'write "inputs: [../shared, proto/api.proto]"; a folder stands for all that is in it',
    });
  if (!Array.isArray(inputs)) {
    wrong(here, 'inputs is a list of paths');
    return;
  }
  const items: readonly Tree[] = inputs;
  for (const [index, item] of items.entries())
    if (typeof item !== 'string' || item === '') wrong([...here, index], 'an input is a path');
}
