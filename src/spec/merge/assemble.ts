import type { ReadDocument } from '../read/read-documents.ts';
import { isMap, type TreeMap } from '../tree/tree.ts';
import { applyDirectives } from './apply-directives.ts';
import type { Assembly } from './assembly.ts';
import { confine } from './confine.ts';
import { extendServices } from './extend-services.ts';
import { includeFiles } from './include-files.ts';
import { mergeTrees } from './merge-trees.ts';
import { noteVariables } from './note-variables.ts';
import { reportUnusedResets } from './report-unused-resets.ts';

/**
 * Makes one tree of consecutive documents: interpolation, then `include` and `extends`, then merging. Values that a document tags with
 * `!reset` or `!override` are removed from the tree that it is merged into.
 */
export function assemble(documents: readonly ReadDocument[], assembly: Assembly): TreeMap {
  let model: TreeMap | undefined;
  for (const document of documents) {
    const { tree, directives } = document;
    noteVariables(document, assembly.remotes);
    const filled = assembly.fill(tree, assembly.variables);
    if (!isMap(filled)) continue;
    confine(filled, tree, document.file, assembly, assembly);
    const written = { ...document, tree: filled };
    const whole = extendServices({ ...written, tree: includeFiles(written, assembly, assemble) }, assembly);
    model =
      model === undefined
        ? whole
        : mergeTrees(applyDirectives(model, directives, assembly), whole, assembly.origins, assembly.report);
  }
  reportUnusedResets(documents, assembly);
  return model ?? {};
}
