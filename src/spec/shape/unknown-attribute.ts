import { didYouMean } from '../../util/did-you-mean.ts';
import type { Path } from '../tree/tree.ts';
import { placesBelow } from './places-below.ts';
import type { SchemaNode } from './schema-node.ts';
import { formatPath, type ShapeProblem } from './shape-problem.ts';

/** The lists and mappings around a value, the innermost last. */
export type Ancestors = readonly { readonly node: SchemaNode; readonly path: Path }[];

export function unknownAttribute(
  node: SchemaNode,
  key: string,
  ancestors: Ancestors,
  path: Path,
): ShapeProblem {
  return {
    code: 'unknown-attribute',
    path: [...path, key],
    part: 'key',
    message: `unknown attribute "${key}" ${where(path)}`,
    hint: hintFor(node, key, ancestors),
  };
}

/** Words of other tools and of older files. */
export const SYNONYMS: { readonly [word: string]: string } = {
  cmd: 'command',
  container_port: 'target',
  dependencies: 'depends_on',
  destination: 'target',
  dst: 'target',
  env: 'environment',
  envs: 'environment',
  host_port: 'published',
  mem: 'mem_limit',
  memory: 'mem_limit',
  mounts: 'volumes',
  name: 'container_name',
  net: 'network_mode',
  readonly: 'read_only',
  src: 'source',
};

/** From strong to weak evidence: a name that exists at another place is a better hint than a similar one. */
function hintFor(node: SchemaNode, key: string, around: Ancestors): string | undefined {
  const allowed = Object.keys(node.properties ?? {}).filter((name) => !name.startsWith('x-'));
  const meant =
    allowed.find((name) => bare(name) === bare(key)) ??
    allowed.find((name) => name === SYNONYMS[key.toLowerCase()]);
  if (meant !== undefined) return `did you mean "${meant}"?`;
  if (key.startsWith('x_')) return `did you mean "x-${key.slice(2)}"?`;
  const below = placesBelow(node, key);
  if (below.length > 0) return `"${key}" belongs under ${below.join(' or ')}`;
  const above = around.findLast(
    (outer) => outer.node.properties && Object.hasOwn(outer.node.properties, key),
  );
  if (above) return `"${key}" belongs ${where(above.path)}, not further in`;
  const near = didYouMean(key, allowed) ?? onlyStart(key, allowed);
  if (near !== undefined) return `did you mean "${near}"?`;
  return allowed.length > 0 && allowed.length <= 8
    ? `allowed here: ${allowed.map((name) => `"${name}"`).join(', ')}`
    : undefined;
}

/** Ignores case, separators and the plural. */
const bare = (name: string): string => name.toLowerCase().replaceAll(/[-_ ]/g, '').replace(/s$/, '');

const where = (path: Path): string => (path.length === 0 ? 'at the top level' : `in ${formatPath(path)}`);

/** `health` for `healthcheck`. */
function onlyStart(key: string, allowed: readonly string[]): string | undefined {
  const [first, ...others] = key.length < 3 ? [] : allowed.filter((name) => name.startsWith(key));
  return others.length === 0 ? first : undefined;
}
