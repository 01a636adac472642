import type { ProblemCode } from '../../diagnostics/problem.ts';
import type { Declared } from '../attributes/decode-project.ts';
import type { Gap } from '../merge/assembly.ts';
import type { Selection } from '../resolve/select-services.ts';
import { elementAt, type Place, type Report } from '../tree/finding.ts';
import { isMap, type Path, type Tree, type TreeMap } from '../tree/tree.ts';

/** The input of the rules: the services split by profile, all declarations, and the written tree. */
export interface Checked extends Selection {
  readonly declared: Declared;
  readonly projectName: string;
  /** The separator in names of containers. */
  readonly separator: string;
  /** Unused resources are dropped. */
  readonly prunes: boolean;
  readonly tree: TreeMap;
  readonly placeOf: (path: Path, part?: 'key' | 'value') => Place | undefined;
  readonly report: Report;
  readonly gaps: ReadonlySet<Gap>;
  /** Earlier phases found no error. */
  readonly isRight: boolean;
  /** Whether to report settings that work but are rarely intended. */
  readonly lint: boolean;
  /** Whether a swarm runs the project. */
  readonly forSwarm: boolean;
}

/** Whether services or resources may be missing because a file is. */
export const mayLack = ({ gaps }: Checked): boolean => gaps.has('file') || gaps.has('include');

/** One check of the project. It reports violations, and never a consequence of another error. */
export type Rule = (checked: Checked) => void;

export interface RuleFinding {
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly severity?: 'error' | 'warning';
  readonly part?: 'key' | 'value';
  /** Only these characters of the text `of`. */
  readonly within?: { readonly at: readonly [start: number, end: number]; readonly of: string };
}

/** Reports a problem of the value at `path`. */
export function reportAt(
  checked: Checked,
  path: Path,
  { code, message, hint, severity = 'error', part = 'value', within }: RuleFinding,
) {
  const place = checked.placeOf(path, part);
  const of = elementAt(path);
  checked.report({
    code,
    severity,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(of && { of }),
    ...(place
      ? { place: within && place.kind === 'path' ? { ...place, within: within.at, of: within.of } : place }
      : {}),
  });
}

/** The written value at `path`, even if it could not be decoded. */
export function written(tree: Tree, path: Path): Tree | undefined {
  let here: Tree | undefined = tree;
  for (const name of path) {
    if (!isMap(here) || !Object.hasOwn(here, name)) return undefined;
    here = here[name];
  }
  return here;
}
