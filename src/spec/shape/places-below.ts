import { resolve, type SchemaNode } from './schema-node.ts';

/**
 * The places below `node` that have an attribute of this name: `build`, `deploy.resources.limits`, `networks.<name>`.
 * Only the places nearest to `node`; none when there are more than three, because that helps nobody.
 */
export function placesBelow(node: SchemaNode, key: string): readonly string[] {
  for (const level of levelsBelow(node)) {
    const found = level.filter(({ schema }) => schema.properties && Object.hasOwn(schema.properties, key));
    if (found.length > 0) return found.length > 3 ? [] : found.map(({ text }) => text);
  }
  return [];
}

/**
 * Cached, because a file may have the same mistake in every service. The key is the members of a node, because the node itself is a
 * new object each time.
 */
const levels = new WeakMap<object, readonly (readonly Inside[])[]>();

function levelsBelow(node: SchemaNode): readonly (readonly Inside[])[] {
  const { properties = {} } = node;
  const known = levels.get(properties);
  if (known) return known;
  const found: (readonly Inside[])[] = [];
  let level = insides(node, '');
  for (let depth = 0; depth < 4 && level.length > 0; depth++) {
    found.push(level);
    level = level.flatMap(({ schema, text }) => insides(schema, text));
  }
  levels.set(properties, found);
  return found;
}

interface Inside {
  readonly schema: SchemaNode;
  readonly text: string;
}

/** The mappings one step further in. A list and its items, or a mapping and its entries, count as one step. */
function insides(node: SchemaNode, text: string): readonly Inside[] {
  const named = Object.entries(node.properties ?? {}).flatMap(([name, member]) =>
    entries(resolve(member), text === '' ? name : `${text}.${name}`),
  );
  return named.filter(({ schema }) => schema.properties !== undefined);
}

function entries(schema: SchemaNode, text: string): readonly Inside[] {
  const { items, additionalProperties } = schema;
  return [
    { schema, text },
    ...(items ? entries(resolve(items), `${text}[]`) : []),
    ...(typeof additionalProperties === 'object'
      ? entries(resolve(additionalProperties), `${text}.<name>`)
      : []),
  ];
}
