import { isMap, type Tree, type TreeMap } from '../tree/tree.ts';
import { memberOf, type SchemaNode } from './schema-node.ts';
import type { ShapeProblem } from './shape-problem.ts';

export interface MisplacedServices {
  readonly wrong: ShapeProblem;
  /** Whether another fault is a consequence of this one. */
  explains(other: ShapeProblem): boolean;
}

/** Services at the top level, as in files of version 1: one finding for all of them. */
export function misplacedServices(tree: TreeMap, schema: SchemaNode): MisplacedServices | undefined {
  const keys = Object.keys(tree).filter((key) => !memberOf(schema, key) && looksLikeService(tree[key]));
  const [first] = keys;
  if (first === undefined) return undefined;
  const names = keys
    .map((key) => `"${key}"`)
    .join(', ')
    .replace(/, (?=[^,]*$)/, ' and ');
  const one = keys.length === 1;
  return {
    wrong: {
      code: 'unknown-attribute',
      path: [first],
      part: 'key',
      message: `${names} ${one ? 'looks like a service but is' : 'look like services but are'} at the top level`,
      hint: isMap(tree.services)
        ? `indent ${one ? 'it' : 'them'} below "services:", as the services there are`
        : `put ${one ? 'it' : 'them'} below "services:", which files of version 1 did without`,
    },
    explains: ({ path: [key, ...rest] }) =>
      rest.length === 0 && typeof key === 'string' && keys.includes(key),
  };
}

const looksLikeService = (tree: Tree | undefined): boolean =>
  isMap(tree) && (Object.hasOwn(tree, 'image') || Object.hasOwn(tree, 'build'));
