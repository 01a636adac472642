import { showPlace } from '../../diagnostics/source.ts';
import type { Contribution } from '../../model/explanation.ts';
import { stableJson } from '../../util/stable-json.ts';
import type { Place } from '../tree/finding.ts';
import type { Path, Tree } from '../tree/tree.ts';
import { valueAt } from './find-slot.ts';
import type { Explained } from './load-explained.ts';
import type { Leaf } from './trace.ts';
import { variableUses } from './variable-uses.ts';

/** The contribution of one file to the value at `path`, with its place and variables. */
export function leafContribution(leaf: Leaf, path: Path, explained: Explained): Contribution {
  const { container, key } = leaf.slot;
  const place = explained.origins.place(container, key);
  const value = valueAt(leaf.slot);
  const at = place && explained.spanOf(place);
  const text = typeof value === 'string' ? value : writtenText(value);
  const words = [place ? describeArrival(place, path, explained) : 'a default of the short form', leaf.how];
  return {
    ...(at && { at }),
    text,
    ...(value === null && { isNothing: true }),
    how: words.filter((word) => word !== '').join(', '),
    wins: leaf.wins,
    variables:
      typeof value === 'string'
        ? variableUses(value, leaf.variables ?? explained.variables, explained.known)
        : [],
  };
}

function writtenText(value: Tree): string {
  if (value === null) return '(nothing)';
  return typeof value === 'object' ? stableJson(value) : String(value);
}

/** How a value arrived from another service, or from a file that the command line does not name. */
function describeArrival(place: Place, path: Path, explained: Explained): string {
  const { history, origins, spanOf } = explained;
  const words: string[] = [];
  if (
    place.kind === 'path' &&
    path[0] === 'services' &&
    place.path[0] === 'services' &&
    place.path[1] !== path[1]
  )
    words.push(`of "${String(place.path[1])}", which it extends`);
  const named = history.mentionOf(place.source);
  const namedAt = named && origins.place(named.at.container, named.at.key);
  const span = namedAt && spanOf(namedAt);
  if (named?.how === 'include' && span) words.push(`included by ${showPlace(span)}`);
  return words.join(', ');
}
