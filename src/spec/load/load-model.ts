import type { Problem } from '../../diagnostics/problem.ts';
import { SpecError } from '../../diagnostics/spec-error.ts';
import type { Json } from '../../model/json.ts';
import type { LoadRequest } from '../files/load-request.ts';
import { rebaseModel } from '../merge/rebase-paths.ts';
import { canonicalTree } from '../print/canonical-tree.ts';
import type { FilePort } from '../read/file-port.ts';
import type { Finding } from '../tree/finding.ts';
import { loadTree } from './load-tree.ts';
import { toProblems } from './to-problems.ts';

export interface LoadedModel {
  readonly name: string;
  readonly model: { readonly [key: string]: Json };
  readonly warnings: readonly Problem[];
}

/**
 * The merged files without interpolation, for `config --no-interpolate`. This is no Project, because `${PORT}` is no number yet, so
 * profiles and rules do not apply.
 *
 * Error: SpecError.
 */
export async function loadModel(request: LoadRequest, files: FilePort): Promise<LoadedModel> {
  const findings: Finding[] = [];
  const { options = {} } = request;
  const raw = { ...request, options: { ...options, interpolate: false } };
  const { loaded, ...read } = await loadTree(raw, files, (finding) => findings.push(finding));
  const known = {
    ...read,
    ...(loaded && {
      secrets: loaded.secretVariables,
      others: loaded.origins.documents().map(({ source }) => source),
    }),
  };
  if (!loaded || findings.some(({ severity }) => severity === 'error'))
    throw new SpecError(await toProblems(findings, request, known));
  const { name, tree, found, origins } = loaded;
  const base = { workingDir: found.workingDir, homeDir: files.homeDir };
  const based = options.resolvePaths === false ? tree : rebaseModel(tree, base, origins);
  return {
    name,
    model: canonicalTree(based, name, options.normalize ?? true),
    warnings: await toProblems(findings, request, known),
  };
}
