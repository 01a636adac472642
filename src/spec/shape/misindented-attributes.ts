import { isMap, type Tree, type TreeMap } from '../tree/tree.ts';
import { memberOf, resolve, type SchemaNode } from './schema-node.ts';
import type { ShapeProblem } from './shape-problem.ts';

/**
 * Attributes at the indentation of their service instead of below it. Only the empty service is reported; that its attributes are no
 * services follows from it.
 * @returns whether another fault is such a consequence.
 */
export function misindentedAttributes(tree: TreeMap, schema: SchemaNode): (other: ShapeProblem) => boolean {
  const { services } = tree;
  if (!isMap(services)) return () => false;
  const { additionalProperties } = resolve(schema.properties?.services ?? {});
  if (typeof additionalProperties !== 'object') return () => false;
  const service = resolve(additionalProperties);
  const beside = new Set<string>();
  let isBelowEmpty = false;
  for (const [name, member] of Object.entries(services)) {
    if (member === null) isBelowEmpty = true;
    else if (isBelowEmpty && isAttribute(service, name) && !looksLikeService(member)) beside.add(name);
    else isBelowEmpty = false;
  }
  return ({ path: [section, name] }) =>
    section === 'services' && typeof name === 'string' && beside.has(name);
}

const isAttribute = (service: SchemaNode, name: string): boolean =>
  !name.startsWith('x-') && memberOf(service, name) !== undefined;

const looksLikeService = (member: Tree): boolean =>
  isMap(member) && (Object.hasOwn(member, 'image') || Object.hasOwn(member, 'build'));
