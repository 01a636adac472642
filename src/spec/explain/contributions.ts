import type { Contribution } from '../../model/explanation.ts';
import type { Json } from '../../model/json.ts';
import { stableJson } from '../../util/stable-json.ts';
import type { Path } from '../tree/tree.ts';
import { memberOf } from './find-slot.ts';
import type { Explained } from './load-explained.ts';
import { valueContributions } from './value-contributions.ts';

/** As `valueContributions`; an instance has what the files say of the project, and what gantry made of it. */
export function contributionsTo(path: Path, explained: Explained): readonly Contribution[] {
  const { copied, known } = explained;
  if (!copied) return valueContributions(path, explained);
  const { model } = copied;
  if (valueAtPath(model, path) !== undefined)
    return valueContributions(path, {
      ...explained,
      model,
      known: { ...known, projectName: typeof model.name === 'string' ? model.name : known.projectName },
    });
  return [{ text: '', how: `gantry: of the instance "${copied.instance}"`, wins: true, variables: [] }];
}

/** Whether a value is another one in the instance than in the project that the files describe. */
export function isChangedByCopying(path: Path, { copied, model }: Explained): boolean {
  if (!copied) return false;
  const [own, there] = [valueAtPath(model, path), valueAtPath(copied.model, path)];
  return there !== undefined && stableJson(own ?? null) !== stableJson(there);
}

export const valueAtPath = (model: Json, path: Path): Json | undefined =>
  path.reduce<Json | undefined>(memberOf, model);
