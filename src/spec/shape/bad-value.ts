import { didYouMean } from '../../util/did-you-mean.ts';
import type { Path, Tree } from '../tree/tree.ts';
import type { SchemaNode } from './schema-node.ts';
import { asClause, formatPath, type ShapeProblem } from './shape-problem.ts';

export function badEnum({ enum: allowed }: SchemaNode, value: Tree, path: Path): ShapeProblem | undefined {
  if (!allowed || typeof value !== 'string' || allowed.includes(value)) return undefined;
  const meant = didYouMean(value, allowed) ?? allowed.find((word) => word.endsWith(`_${value}`));
  return {
    code: 'bad-value',
    path,
    part: 'value',
    message: `${formatPath(path)} must be ${oneOf(allowed)}, not ${JSON.stringify(value)}`,
    hint: meant === undefined ? undefined : `did you mean "${meant}"?`,
  };
}

export function badPattern(
  { pattern, description }: SchemaNode,
  value: Tree,
  path: Path,
): ShapeProblem | undefined {
  if (pattern === undefined || typeof value !== 'string' || new RegExp(pattern).test(value)) return undefined;
  return {
    code: 'bad-value',
    path,
    part: 'value',
    message: `${formatPath(path)} cannot be ${JSON.stringify(value)}`,
    hint: patternHint(value, description),
  };
}

/** The words in backticks in the description are the allowed values. */
function patternHint(value: string, description: string | undefined): string | undefined {
  const words = [...(description ?? '').matchAll(/`(\w{3,})`/g)].flatMap(([, word]) => word ?? []);
  const meant = didYouMean(value, words);
  if (meant !== undefined) return `did you mean "${meant}"?`;
  return description && asClause(description);
}

export function badRange(
  { minimum, maximum }: SchemaNode,
  value: Tree,
  path: Path,
): ShapeProblem | undefined {
  if (typeof value !== 'number') return undefined;
  if (value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity)) return undefined;
  const limits =
    minimum === undefined
      ? `at most ${maximum}`
      : maximum === undefined
        ? `at least ${minimum}`
        : `from ${minimum} to ${maximum}`;
  return {
    code: 'bad-value',
    path,
    part: 'value',
    message: `${formatPath(path)} must be ${limits}, not ${value}`,
    hint: undefined,
  };
}

/** The key of a mapping whose keys the user chooses. */
export function badName(
  { pattern, description }: SchemaNode,
  key: string,
  path: Path,
): ShapeProblem | undefined {
  if (pattern === undefined || new RegExp(pattern).test(key)) return undefined;
  return {
    code: 'bad-value',
    path: [...path, key],
    part: 'key',
    message: `${JSON.stringify(key)} cannot be a name in ${formatPath(path)}`,
    hint: description && `use ${asClause(description)}`,
  };
}

function oneOf(values: readonly string[]): string {
  const quoted = values.map((value) => `"${value}"`);
  const last = quoted.at(-1) ?? '';
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(', ')} or ${last}`;
}
