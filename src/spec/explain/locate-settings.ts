import type { Span } from '../../diagnostics/source.ts';
import type { Concern } from '../../diagnostics/user-error.ts';
import type { LoadRequest } from '../files/load-request.ts';
import { loadWithDetails } from '../load/load-project.ts';
import { toProblems } from '../load/to-problems.ts';
import type { FilePort } from '../read/file-port.ts';
import type { Finding } from '../tree/finding.ts';
import type { Path, Tree } from '../tree/tree.ts';

/**
 * Where the files write what each concern is about: the first of its settings that is there. In the text of the source
 * secrets are dots, since a code frame is made of it.
 *
 * Error: SpecError, when the files are not right any more.
 */
export async function locateSettings(
  concerns: readonly Concern[],
  request: LoadRequest,
  files: FilePort,
): Promise<readonly (Span | undefined)[]> {
  const all = { ...request, profiles: ['*'], options: { ...request.options, checkConsistency: false } };
  const { details } = await loadWithDetails(all, files);
  const findings = concerns.flatMap((concern, index): readonly Finding[] => {
    const found = findSetting(details.tree, concern);
    const place = found && details.origins.at(details.tree, found.path, found.part);
    // What is told is told elsewhere: only the place is wanted.
    return place ? [{ code: 'no-effect', severity: 'error', message: `#${index}`, place }] : [];
  });
  const problems = await toProblems(findings, [], request, details.variables);
  return concerns.map((_, index) => problems.find(({ message }) => message === `#${index}`)?.at);
}

function findSetting(
  tree: Tree,
  { of = [], settings }: Concern,
): { readonly path: Path; readonly part: 'key' | 'value' } | undefined {
  for (const setting of settings) {
    const [attribute, text] = typeof setting === 'string' ? [setting, undefined] : setting;
    const path = [...of, ...(attribute === '' ? [] : attribute.split('.'))];
    const value = follow(tree, path);
    if (value === undefined) continue;
    if (text === undefined) return { path, part: typeof value === 'object' ? 'key' : 'value' };
    const within = text === '' ? undefined : findText(value, text);
    if (within) return { path: [...path, ...within.path], part: within.part };
  }
  return undefined;
}

/** A name that meets a list stands for the item that is this name: `depends_on: [db]`. */
function follow(tree: Tree, path: readonly string[]): Tree | undefined {
  let here: Tree | undefined = tree;
  for (const name of path) {
    if (Array.isArray(here)) here = here.find((item) => item === name);
    else if (typeof here === 'object' && here !== null && Object.hasOwn(here, name))
      here = (here as Readonly<Record<string, Tree>>)[name];
    else return undefined;
  }
  return here;
}

/** The first value or name that has the text in it. */
function findText(
  value: Tree,
  text: string,
): { readonly path: Path; readonly part: 'key' | 'value' } | undefined {
  if (typeof value !== 'object' || value === null)
    return String(value).includes(text) ? { path: [], part: 'value' } : undefined;
  const entries: Iterable<readonly [string | number, Tree]> = Array.isArray(value)
    ? value.entries()
    : Object.entries(value);
  for (const [key, member] of entries) {
    if (typeof key === 'string' && key.includes(text)) return { path: [key], part: 'key' };
    const found = findText(member, text);
    if (found) return { path: [key, ...found.path], part: found.part };
  }
  return undefined;
}
