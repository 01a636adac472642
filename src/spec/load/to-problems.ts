import type { Problem } from '../../diagnostics/problem.ts';
import type { Source } from '../../diagnostics/source.ts';
import type { Secretive } from '../../model/secret-hider.ts';
import { excerpt } from '../../util/excerpt.ts';
import type { LoadRequest } from '../files/load-request.ts';
import { locateFindings } from '../locate/locate-findings.ts';
import { hideInProblems } from '../masking/hide-in-problems.ts';
import { maskProblems } from '../masking/mask-problems.ts';
import type { FilePort } from '../read/file-port.ts';
import type { Finding } from '../tree/finding.ts';
import type { Variables } from '../tree/history.ts';
import { SecretVariables } from '../variables/secret-variables.ts';

/** What is known of the files by the time that something is told about them. */
export interface Known {
  /** The Compose files, in the order of problems. */
  readonly sources: readonly Source[];
  /** The files that these include or extend. */
  readonly others?: readonly Source[];
  readonly variables?: Variables;
  readonly secrets?: SecretVariables;
  /** Sources of places that are in a Dockerfile. */
  readonly dockerfiles?: ReadonlySet<Source>;
  /** As much of the project as could be read. */
  readonly project?: () => Secretive;
  readonly files?: FilePort;
}

/** Turns findings into problems to show: with exact places and, unless `reveal` is set, without secrets. */
export async function toProblems(
  findings: readonly Finding[],
  { environment, options }: Pick<LoadRequest, 'environment' | 'options'>,
  known: Known,
): Promise<readonly Problem[]> {
  if (findings.length === 0) return [];
  const problems = await locateFindings(findings, known.sources);
  if (options?.reveal) return problems.map(brief);
  // Only places in Compose files are paths; places in other files are spans already.
  const places = findings.flatMap(({ place }) => (place && place.kind !== 'span' ? [place.source] : []));
  return hideIn(problems, { ...known, others: [...(known.others ?? []), ...places] }, environment).map(brief);
}

/** A text that a file has, or is to get. */
export interface TextOfFile {
  readonly text: string;
  readonly file: Source;
}

/** The texts as they may be shown, in the same order: one that a file is to get may say what the file said in another way. */
export function shownTexts(
  texts: readonly TextOfFile[],
  { environment, options }: Pick<LoadRequest, 'environment' | 'options'>,
  known: Known,
): readonly string[] {
  if (options?.reveal) return texts.map(({ text }) => text);
  const { dockerfiles = new Set(), others = [] } = known;
  const spots = texts.map(({ text, file }) => ({
    file,
    at: { source: { name: file.name, text }, start: 0, end: 0 },
  }));
  const isOfDockerfile = ({ file }: (typeof spots)[number]): boolean => dockerfiles.has(file);
  const files = {
    ...known,
    dockerfiles: new Set([...dockerfiles, ...spots.filter(isOfDockerfile).map(({ at }) => at.source)]),
    others: [
      ...others,
      ...spots.filter((spot) => !isOfDockerfile(spot)).flatMap(({ file, at }) => [file, at.source]),
    ],
  };
  const problems = spots.map(({ at }) => ({ code: 'no-effect', severity: 'info', message: '', at }) as const);
  return hideIn(problems, files, environment).map(({ at }) => at?.source.text ?? '');
}

function hideIn(problems: readonly Problem[], known: Known, environment: Variables): readonly Problem[] {
  const { sources, others = [], dockerfiles, variables = environment, files } = known;
  const compose = new Set([...sources, ...others]);
  const all = new Set([
    ...compose,
    ...(dockerfiles ?? []),
    ...problems.flatMap(({ at }) => at?.source ?? []),
  ]);
  const kindOf = (source: Source) =>
    compose.has(source) ? 'compose' : dockerfiles?.has(source) ? 'dockerfile' : 'env';
  const values = (known.secrets ?? new SecretVariables()).valuesByName(variables);
  const masked = maskProblems(problems, { values, kindOf, files: [...all] });
  const project = known.project?.();
  return project ? hideInProblems(masked, project, (path) => textOf(path, files)) : masked;
}

/** The content of the file of a secret. What is wrong with it is for others to say. */
function textOf(path: string, files: FilePort | undefined): string | undefined {
  try {
    return files?.read(path);
  } catch {
    return undefined;
  }
}

/** Cut last: the beginning of a secret could not be told from other text. */
const brief = (problem: Problem): Problem => ({
  ...problem,
  message: excerpt(problem.message),
  ...(problem.hint !== undefined && { hint: excerpt(problem.hint) }),
});
