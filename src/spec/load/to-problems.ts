import type { Problem } from '../../diagnostics/problem.ts';
import type { Source } from '../../diagnostics/source.ts';
import { excerpt } from '../../util/excerpt.ts';
import type { LoadRequest } from '../files/load-request.ts';
import { locateFindings } from '../locate/locate-findings.ts';
import { maskProblems } from '../masking/mask-problems.ts';
import type { Finding } from '../tree/finding.ts';
import type { Variables } from '../tree/history.ts';
import { SecretVariables } from '../variables/secret-variables.ts';

/** Turns findings into problems to show: with exact places and, unless `reveal` is set, without secrets. */
export async function toProblems(
  findings: readonly Finding[],
  files: readonly Source[],
  { environment, options }: LoadRequest,
  variables: Variables = environment,
  secrets = new SecretVariables(),
  dockerfiles: ReadonlySet<Source> = new Set(),
): Promise<readonly Problem[]> {
  if (findings.length === 0) return [];
  const problems = await locateFindings(findings, files);
  if (options?.reveal) return problems.map(brief);
  // Only places in Compose files are paths; places in other files are spans already.
  const compose = new Set(files);
  for (const { place } of findings) if (place && place.kind !== 'span') compose.add(place.source);
  const kindOf = (source: Source) =>
    compose.has(source) ? 'compose' : dockerfiles.has(source) ? 'dockerfile' : 'env';
  const values = secrets.valuesByName(variables);
  return maskProblems(problems, { values, kindOf }).map(brief);
}

/** Cut last: the beginning of a secret could not be told from other text. */
const brief = (problem: Problem): Problem => ({
  ...problem,
  message: excerpt(problem.message),
  ...(problem.hint !== undefined && { hint: excerpt(problem.hint) }),
});
