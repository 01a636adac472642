import type { ProblemCode } from '../../diagnostics/problem.ts';
import type { Path } from '../tree/tree.ts';

/** A problem of the shape, in words, before its place is known. */
export interface ShapeProblem {
  readonly code: ProblemCode;
  readonly path: Path;
  readonly part: 'key' | 'value';
  readonly message: string;
  readonly hint: string | undefined;
}

/** The first sentence of a description, to follow other words. */
export function asClause(description: string): string {
  const [first = description] = description.split(/\.(?=\s|$)/);
  return first.charAt(0).toLowerCase() + first.slice(1);
}

/** `services.web.ports[0]`; a name with dots has quotes. */
export function formatPath(path: Path): string {
  let text = '';
  for (const name of path) {
    if (typeof name === 'number') text += `[${name}]`;
    else if (!/^[\w-]+$/.test(name)) text += `[${JSON.stringify(name)}]`;
    else text += text === '' ? name : `.${name}`;
  }
  return text;
}
