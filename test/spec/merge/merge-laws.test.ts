import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printProject } from '../../../src/spec/print/print-project.ts';
import { isMap, type Tree, type TreeMap } from '../../../src/spec/tree/tree.ts';
import { composeTree } from '../../support/a-compose-tree.ts';
import { loadFiles } from '../../support/load-files.ts';

const runs = { numRuns: Number(process.env.RUNS ?? 25) };

/** The project of trees that are laid over one another, printed. */
async function project(...trees: readonly Tree[]) {
  const files = Object.fromEntries(trees.map((tree, index) => [`${index}.yaml`, JSON.stringify(tree)]));
  const loaded = await loadFiles(files, { files: Object.keys(files) });
  return printProject(loaded.project, 'yaml');
}

/** Extensions are nobody's business: their lists grow with every file. */
function withoutExtensions(tree: Tree): Tree {
  if (Array.isArray(tree)) return tree.map(withoutExtensions);
  if (!isMap(tree)) return tree;
  return mapEntries(tree, (entries) => entries.filter(([key]) => !key.startsWith('x-')), withoutExtensions);
}

const reversed = (tree: Tree): Tree =>
  isMap(tree) ? mapEntries(tree, (entries) => entries.toReversed(), reversed) : tree;

function mapEntries(
  tree: TreeMap,
  pick: (entries: [string, Tree][]) => readonly [string, Tree][],
  change: (tree: Tree) => Tree,
): TreeMap {
  return Object.fromEntries(pick(Object.entries(tree)).map(([key, member]) => [key, change(member)]));
}

/** An extension may be a list in one file and a text in the other, which is a conflict. */
const plainTree = composeTree.map(withoutExtensions);

const emptied = (tree: TreeMap): Tree => ({
  services: Object.fromEntries(Object.keys(Object(tree.services)).map((name) => [name, {}])),
});

describe('laying files over one another', () => {
  test('changes nothing where the other one says nothing, before or after', async () => {
    await fc.assert(
      fc.asyncProperty(composeTree, async (tree) => {
        const alone = await project(tree);

        expect(await project(tree, {})).toEqual(alone);
        expect(await project(tree, emptied(tree))).toEqual(alone);
        expect(await project({}, tree)).toEqual(alone);
        expect(await project(emptied(tree), tree)).toEqual(alone);
      }),
      runs,
    );
  });

  test('changes nothing where the other one says the same', async () => {
    await fc.assert(
      fc.asyncProperty(plainTree, async (tree) => {
        expect(await project(tree, tree)).toEqual(await project(tree));
      }),
      runs,
    );
  });

  test('gives the same whatever the order of the keys', async () => {
    await fc.assert(
      fc.asyncProperty(plainTree, plainTree, async (base, over) => {
        expect(await project(reversed(base), reversed(over))).toEqual(await project(base, over));
      }),
      runs,
    );
  });

  test('gives the same for documents of one file as for files', async () => {
    await fc.assert(
      fc.asyncProperty(plainTree, plainTree, plainTree, async (first, second, third) => {
        const documents = `${JSON.stringify(first)}\n---\n${JSON.stringify(second)}`;
        const files = { 'a.yaml': documents, 'b.yaml': JSON.stringify(third) };
        const together = await loadFiles(files, { files: Object.keys(files) });

        expect(printProject(together.project, 'yaml')).toEqual(await project(first, second, third));
      }),
      runs,
    );
  });
});
