import { basename } from 'node:path';
import { badProjectName, normalProjectName } from '../../model/project-name.ts';
import type { Report } from '../tree/finding.ts';
import type { Origins } from '../tree/origins.ts';
import { isMap, type Tree, type TreeMap } from '../tree/tree.ts';
import { substitute } from '../variables/substitute.ts';
import type { FoundFiles } from './find-files.ts';
import type { LoadRequest } from './load-request.ts';

/**
 * The name of the project: `-p`, else `COMPOSE_PROJECT_NAME`, else `name:` of the last document that has one, else the
 * name of the working folder.
 *
 * The first two are used unchanged, because the user typed them; the others are normalised.
 * Error: `bad-project-name`; the result is a valid name all the same, or `project`.
 */
export function projectName(
  request: LoadRequest,
  found: FoundFiles,
  trees: readonly Tree[],
  origins: Origins,
  report: Report,
): string {
  const given = request.projectName || found.variables.get('COMPOSE_PROJECT_NAME');
  if (given) {
    const problem = badProjectName(given, request.projectName ? 'the project name' : 'COMPOSE_PROJECT_NAME');
    if (!problem) return given;
    report({ code: 'bad-project-name', severity: 'error', ...problem });
    return normalProjectName(given) || 'project';
  }
  const written = writtenName(trees, found);
  const name = normalProjectName(written?.text ?? found.remoteName ?? basename(found.workingDir));
  if (name !== '') return name;
  if (written) {
    const place = origins.place(written.tree, 'name');
    report({
      code: 'bad-project-name',
      severity: 'error',
      message: `no project name can be made from "${written.text}"`,
      hint: 'use lower-case letters, digits, "_" and "-"',
      ...(place && { place }),
    });
    return 'project';
  }
  report({
    code: 'bad-project-name',
    severity: 'error',
    message: `no project name can be made from the folder ${found.workingDir}`,
    hint: 'give one with -p, or write "name:" in the Compose file',
  });
  return 'project';
}

function writtenName(
  trees: readonly Tree[],
  found: FoundFiles,
): { readonly text: string; readonly tree: TreeMap } | undefined {
  const written = trees.findLast((tree) => isMap(tree) && typeof tree.name === 'string' && tree.name !== '');
  if (!isMap(written) || typeof written.name !== 'string') return undefined;
  const text = filled(written.name, found.variables);
  return text === '' ? undefined : { text, tree: written };
}

/** `x-gantry.instance`, or `x-gantry.on`, of the last document that has one. */
export function writtenSetting(
  setting: 'instance' | 'on',
  trees: readonly Tree[],
  variables: ReadonlyMap<string, string>,
): string | undefined {
  const settings = trees.map((tree) => {
    const gantry = isMap(tree) ? tree['x-gantry'] : undefined;
    return gantry !== undefined && isMap(gantry) ? gantry[setting] : undefined;
  });
  const written = settings.findLast((value) => typeof value === 'string');
  return typeof written === 'string' ? filled(written, variables) || undefined : undefined;
}

/** Interpolation of the whole file reports its problems later. */
const filled = (text: string, variables: ReadonlyMap<string, string>): string =>
  substitute(text, { lookup: (name) => variables.get(name), names: () => [] }, () => {});
