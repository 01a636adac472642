import type { ProblemCode } from '../../diagnostics/problem.ts';
import type { Declared } from '../attributes/decode-project.ts';
import type { Gap } from '../merge/assembly.ts';
import type { Selection } from '../resolve/select-services.ts';
import type { Place, Report } from '../tree/finding.ts';
import { isMap, type Path, type Tree, type TreeMap } from '../tree/tree.ts';

/** What the rules look at: the services parted by profile, everything declared, and what was written. */
export interface Checked extends Selection {
  readonly declared: Declared;
  readonly projectName: string;
  /** Between the parts of the names of containers. */
  readonly separator: string;
  /** What no service uses is left out. */
  readonly prunes: boolean;
  readonly tree: TreeMap;
  readonly placeOf: (path: Path, part?: 'key' | 'value') => Place | undefined;
  readonly report: Report;
  readonly gaps: ReadonlySet<Gap>;
  /** Nothing is wrong so far. */
  readonly isRight: boolean;
  /** Whether what works, but is rarely meant, is told too. */
  readonly lint: boolean;
}

/** Whether services or resources may be missing because a file is. */
export const mayLack = ({ gaps }: Checked): boolean => gaps.has('file') || gaps.has('include');

/** A promise about the project. It reports what breaks it, and never what follows from another error. */
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

/** Reports about what stands at `path`. */
export function reportAt(
  checked: Checked,
  path: Path,
  { code, message, hint, severity = 'error', part = 'value', within }: RuleFinding,
) {
  const place = checked.placeOf(path, part);
  checked.report({
    code,
    severity,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(place
      ? { place: within && place.kind === 'path' ? { ...place, within: within.at, of: within.of } : place }
      : {}),
  });
}

/** What was written at `path`, also when it could not be read. */
export function written(tree: Tree, path: Path): Tree | undefined {
  let here: Tree | undefined = tree;
  for (const name of path) {
    if (!isMap(here) || !Object.hasOwn(here, name)) return undefined;
    here = here[name];
  }
  return here;
}
