import { isMap, type Path, type Tree } from '../tree/tree.ts';
import { type SchemaNode, type TypeName, typesOf } from './schema-node.ts';
import { formatPath, type ShapeProblem } from './shape-problem.ts';
import { typeHint } from './type-hint.ts';
import { expectedWords, foundWords } from './type-words.ts';

export function wrongType(node: SchemaNode, value: Tree, path: Path): ShapeProblem | undefined {
  const types = typesOf(node);
  if (types.length === 0 || types.some((type) => isOfType(type, value))) return undefined;
  const name = path.length === 0 ? 'the file' : formatPath(path);
  if (typeof value === 'number' && isDuration(node))
    return {
      code: 'bad-value',
      path,
      part: 'value',
      message: `${name}: the duration ${value} has no unit`,
      hint: `write "${value}s" for seconds`,
    };
  return {
    code: 'wrong-type',
    path,
    part: value === null ? 'key' : 'value',
    message:
      value === null
        ? `${name} is empty, but must be ${expectedWords(node)}`
        : `${name} must be ${expectedWords(node)}, not ${foundWords(value)}`,
    hint: typeHint(node, value, path),
  };
}

/** An attribute whose description gives a time as its example. */
const isDuration = ({ description = '' }: SchemaNode): boolean => /`\d+[sh]`/.test(description);

function isOfType(type: TypeName, value: Tree): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isMap(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}
