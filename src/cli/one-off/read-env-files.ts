import { resolve } from 'node:path';
import { SpecError } from '../../diagnostics/spec-error.ts';
import { toProblems } from '../../spec/load/to-problems.ts';
import { readSource } from '../../spec/read/read-source.ts';
import type { Finding } from '../../spec/tree/finding.ts';
import { parseEnvFile } from '../../spec/variables/env-file.ts';
import type { Cli } from '../context/cli.ts';
import { loadRequest, reportWarnings } from '../files/load.ts';
import { nodeFiles } from '../files/node-files.ts';

/**
 * The variables of files that a flag names; of several the later one wins. In them the project's variables can be used.
 *
 * Error: SpecError with all that is wrong with them.
 */
export async function readEnvFiles(
  cli: Cli,
  paths: readonly string[],
  variables: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const findings: Finding[] = [];
  const values = new Map<string, string>();
  for (const path of paths) {
    const report = (finding: Finding): void => void findings.push(finding);
    const source = readSource(
      resolve(cli.cwd, path),
      'the env file',
      'env-file-not-found',
      cli.cwd,
      nodeFiles,
      report,
    );
    if (!source) continue;
    const lookup = (name: string): string | undefined => variables.get(name) ?? values.get(name);
    for (const [name, value] of parseEnvFile(source, lookup, report)) values.set(name, value);
  }
  const problems = await toProblems(findings, loadRequest(cli, { services: [] }), { sources: [], variables });
  if (problems.some(({ severity }) => severity === 'error')) throw new SpecError(problems);
  await reportWarnings(cli, problems);
  return values;
}
