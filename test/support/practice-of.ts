import { nodeFiles } from '../../src/cli/files/node-files.ts';
import type { Problem } from '../../src/diagnostics/problem.ts';
import { findPractice } from '../../src/practice/find-practice.ts';
import { withFixOfVersion } from '../../src/practice/fix-version.ts';
import type { ImageLooks, Use } from '../../src/practice/subject/subject.ts';
import { loadWithDetails } from '../../src/spec/load/load-project.ts';
import { aRequest } from './load-files.ts';

/** What practice has against the project in a folder, and the warnings of loading that are left. */
export async function practiceOf(folder: string, use: Use, looks?: ImageLooks): Promise<readonly Problem[]> {
  const request = { ...aRequest({ options: { lint: true } }), cwd: folder };
  const { project, details, warnings } = await loadWithDetails(request, nodeFiles);
  const { problems, supersedes } = await findPractice(project, details, {
    use,
    cwd: folder,
    ...(looks && { look: async () => looks }),
  });
  const all = await withFixOfVersion(warnings, details);
  return [...all.filter((warning) => !supersedes(warning)), ...problems];
}
