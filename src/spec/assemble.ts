import type { Assembly } from './assembly.ts';
import { extendServices } from './extend-services.ts';
import { includeFiles } from './include-files.ts';
import { mergeTrees } from './merge.ts';
import { isMap, type TreeMap } from './tree.ts';

export interface ReadDocument {
  readonly tree: TreeMap;
  /** Absolute, or `-`. */
  readonly file: string;
}

/** Makes one tree of documents that follow one another: variables, then what they include and extend, then merging. */
export function assemble(documents: readonly ReadDocument[], assembly: Assembly): TreeMap {
  let model: TreeMap | undefined;
  for (const { tree, file } of documents) {
    const filled = assembly.fill(tree, assembly.variables);
    if (!isMap(filled)) continue;
    const whole = extendServices(includeFiles(filled, assembly), file, assembly);
    model = model === undefined ? whole : mergeTrees(model, whole, assembly.origins, assembly.report);
  }
  return model ?? {};
}
