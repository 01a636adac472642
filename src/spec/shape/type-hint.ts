import { isMap, type Path, type Tree } from '../tree/tree.ts';
import { resolve, type SchemaNode, typesOf } from './schema-node.ts';

/** The hint for a known mistake. */
export function typeHint(node: SchemaNode, value: Tree, path: Path): string | undefined {
  const types = typesOf(node);
  const takesMap = types.includes('object');
  const takesList = types.includes('array');
  const takesText = types.includes('string');
  if (node.deprecated) return 'remove it: nothing depends on it any more';
  if (value === null) return emptyHint(node, path);
  if (typeof value === 'number' && types.includes('boolean')) return `write ${value !== 0}`;
  if ((typeof value === 'number' || typeof value === 'boolean') && takesText) return quoteHint(value, path);
  if (Array.isArray(value)) return takesMap ? dashesHint(value) : oneItemHint(value);
  if (isMap(value)) return takesList ? 'start each item with a dash' : undefined;
  if (takesList)
    return typeof value === 'string' && /^-\S/.test(value)
      ? 'put a space after each dash'
      : 'write it as a list: put each item on a line of its own, after a dash';
  if (takesMap && typeof value === 'string' && /^[\w.-]+:\S/.test(value))
    return 'put a space after the colon';
  return takesMap ? insideHint(node) : undefined;
}

/** `web: nginx` where `web: {image: nginx}` is meant: the attribute that a text most likely means. */
function insideHint({ properties = {} }: SchemaNode): string | undefined {
  const meant = ['image', 'driver', 'file', 'test'].find((name) => Object.hasOwn(properties, name));
  return meant === undefined ? undefined : `indent "${meant}: …" below it`;
}

function oneItemHint(items: readonly Tree[]): string | undefined {
  const [only, ...others] = items;
  return others.length === 0 && only !== undefined && typeof only !== 'object'
    ? 'leave out the dash, or the brackets'
    : undefined;
}

function emptyHint(node: SchemaNode, path: Path): string | undefined {
  const key = path.at(-1);
  const types = typesOf(node);
  if (typeof key !== 'string')
    return path.length === 0 ? undefined : 'remove it, or write something after the dash';
  if (types.includes('array')) return `remove it, or write "${key}: []"`;
  if (key === 'services') return 'indent each service below it, by its name';
  const [needed] = node.required ?? [];
  if (needed !== undefined) return `indent "${needed}: ${exampleOf(node, needed)}" below it`;
  if (!types.includes('object')) return 'remove it, or write a value after the colon';
  return node.additionalProperties === false
    ? 'indent its attributes below it, further in than its own name'
    : `remove it, or write "${key}: {}"`;
}

const exampleOf = (node: SchemaNode, name: string): string =>
  resolve(node.properties?.[name] ?? {}).enum?.at(0) ?? '…';

function quoteHint(value: number | boolean, path: Path): string {
  // YAML 1.1 reads a bare `no` as false, which the user means here.
  const text = path.at(-1) === 'restart' && value === false ? 'no' : String(value);
  return `put it in quotes: "${text}"`;
}

/** `- web` where `web:` is meant. */
function dashesHint(items: readonly Tree[]): string | undefined {
  const [first] = items;
  if (typeof first === 'string' && /^[\w.-]+$/.test(first))
    return `write "${first}:" instead of "- ${first}"`;
  return items.length > 0 && items.every(isMap) ? 'leave out the dashes: the names are keys' : undefined;
}
