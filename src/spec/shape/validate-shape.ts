import validateCompose from '../generated/validate-compose.js';
import type { Place, Report } from '../tree/finding.ts';
import type { Path, Tree } from '../tree/tree.ts';
import { explainShape } from './explain-shape.ts';

/**
 * Checks the tree against schemas/compose.schema.json.
 *
 * A valid tree costs one pass of the compiled validator, which only says whether there is a problem. For an invalid tree, the schema
 * itself is read to explain all problems.
 */
export function validateShape(
  tree: Tree,
  placeOf: (path: Path, part?: 'key' | 'value') => Place | undefined,
  report: Report,
): void {
  if (validateCompose(tree)) return;
  explainShape(tree, placeOf, report);
}
