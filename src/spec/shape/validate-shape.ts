import validateCompose from '../generated/validate-compose.js';
import type { Place, Report } from '../tree/finding.ts';
import type { Path, Tree } from '../tree/tree.ts';
import { explainShape } from './explain-shape.ts';

/**
 * Holds the tree against schemas/compose.schema.json.
 *
 * A tree that is right costs one pass of the compiled validator, which finds that something is wrong but not what;
 * only then is the schema itself read, to explain all that is wrong.
 */
export function validateShape(
  tree: Tree,
  placeOf: (path: Path, part?: 'key' | 'value') => Place | undefined,
  report: Report,
): void {
  if (validateCompose(tree)) return;
  explainShape(tree, placeOf, report);
}
