import { isMap, type Path, type Tree } from '../tree/tree.ts';
import { memberOf, type SchemaNode, typesOf } from './schema-node.ts';
import { formatPath, type ShapeProblem } from './shape-problem.ts';

/** `- 8080: 80`, `- ./data: /data` or `- NAME: value` in a list of texts: YAML reads a mapping with one key. */
export function spaceAfterColon(
  node: SchemaNode,
  value: Tree,
  list: SchemaNode | undefined,
  path: Path,
): ShapeProblem | undefined {
  if (typeof path.at(-1) !== 'number' || !isMap(value) || !typesOf(node).includes('string')) return undefined;
  const [entry, ...others] = Object.entries(value);
  if (!entry || others.length > 0) return undefined;
  const [key, text] = entry;
  const allowsMap = typesOf(node).includes('object');
  if ((typeof text === 'object' && text !== null) || (allowsMap && memberOf(node, key))) return undefined;
  const listOrMap = list !== undefined && typesOf(list).includes('object');
  const written = `${key}${listOrMap ? '=' : ':'}${text ?? ''}`;
  return {
    code: 'wrong-type',
    path,
    part: 'value',
    message: `${formatPath(path)} is a mapping, because of the space after the colon`,
    hint: listOrMap ? `write ${key}=…, or leave out the dash` : `write "${written}"`,
  };
}
