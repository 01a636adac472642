import type { Path } from '../tree/tree.ts';
import { resolve, type SchemaNode } from './schema-node.ts';
import { asClause, formatPath, type ShapeProblem } from './shape-problem.ts';

export function missingAttribute(node: SchemaNode, name: string, path: Path): ShapeProblem {
  const { enum: allowed, description } = resolve(node.properties?.[name] ?? {});
  return {
    code: 'missing-attribute',
    path,
    // The mapping may have many lines, so the finding marks its key.
    part: typeof path.at(-1) === 'string' ? 'key' : 'value',
    message: `${formatPath(path)} needs "${name}"`,
    hint: allowed
      ? `add "${name}": one of ${allowed.join(', ')}`
      : description && `add "${name}": ${asClause(description)}`,
  };
}
