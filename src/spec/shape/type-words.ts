import type { Tree } from '../tree/tree.ts';
import { resolve, type SchemaNode, type TypeName, typesOf } from './schema-node.ts';

/** `a list of strings`, `text or a number`: the types of an attribute in words. */
export function expectedWords(node: SchemaNode): string {
  const types = typesOf(node);
  // The schema accepts texts for booleans, because interpolation gives texts; the message does not suggest them.
  if (types.includes('boolean') && types.length === 2 && types.includes('string')) return 'true or false';
  const words = order.filter((type) => types.includes(type)).map((type) => word(type, node));
  return words.length < 3 ? words.join(' or ') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** Omits `null`: it is accepted, but not suggested. */
const order: readonly TypeName[] = ['boolean', 'string', 'integer', 'number', 'array', 'object'];

function word(type: TypeName, node: SchemaNode): string {
  switch (type) {
    case 'null':
      return 'nothing';
    case 'boolean':
      return 'true or false';
    case 'string':
      return 'text';
    case 'integer':
      return 'a whole number';
    case 'number':
      return 'a number';
    case 'array':
      return listWords(resolve(node.items ?? {}));
    case 'object':
      return 'a mapping';
  }
}

function listWords(item: SchemaNode): string {
  const types = typesOf(item);
  if (types.length === 1 && types[0] === 'string') return 'a list of strings';
  if (types.length === 1 && types[0] === 'object') return 'a list of mappings';
  return 'a list';
}

/** The message does not quote a text: it may contain the value of a variable, which may be a secret. */
export function foundWords(value: Tree): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' ? `the number ${value}` : String(value);
}
