import { gantry, type Hint, hintText } from '../../diagnostics/hint.ts';
import type { Problem } from '../../diagnostics/problem.ts';
import { SpecError } from '../../diagnostics/spec-error.ts';
import type { Cli } from '../context/cli.ts';
import { completeHint } from '../context/complete-hint.ts';
import { EXIT } from '../context/exit-codes.ts';
import { VERSION } from '../context/version.ts';
import { loadWithDetailsOf } from '../files/load.ts';
import { findObstacles } from './find-obstacles.ts';

export interface CheckOptions {
  /** What the files are for. */
  readonly for: 'dev' | 'prod';
  readonly format: 'text' | 'json' | 'sarif';
  readonly reveal?: boolean;
}

/** Nobody is to take the answer for more than it is. */
const NOT_LOOKED_AT: Hint = [
  'no engine was asked; ',
  gantry('plan'),
  ' also finds ports, names and subnets that are taken, and external resources that are missing',
];

/** Lists what is wrong with the files. @returns the exit code: failed when there is an error among it. */
export async function checkFiles(
  cli: Cli,
  services: readonly string[],
  { format, for: use }: Pick<CheckOptions, 'format' | 'for'>,
): Promise<number> {
  const found = await problemsOf(cli, services, use);
  const problems = cli.globals.strict ? found.map(strictly) : found;
  cli.stdout.write(await textOf(problems, format, cli));
  if (format === 'text') cli.stderr.write(`note: ${hintText(completeHint(NOT_LOOKED_AT, cli.globals))}\n`);
  return problems.some(({ severity }) => severity === 'error') ? EXIT.failed : EXIT.ok;
}

/** A warning is as bad as an error. What is only good to know stays that. */
const strictly = (problem: Problem): Problem =>
  problem.severity === 'warning' ? { ...problem, severity: 'error' } : problem;

async function problemsOf(
  cli: Cli,
  services: readonly string[],
  use: CheckOptions['for'],
): Promise<readonly Problem[]> {
  try {
    const { details, ...loaded } = await loadWithDetailsOf(cli, { services, options: { lint: true } });
    const obstacles = await findObstacles(cli, loaded);
    const { findPractice } = await import('../../practice/find-practice.ts');
    const { problems, supersedes } = await findPractice(loaded.project, details, {
      use,
      cwd: cli.cwd,
    });
    return [...loaded.warnings.filter((warning) => !supersedes(warning)), ...obstacles, ...problems];
  } catch (error) {
    if (error instanceof SpecError) return error.problems;
    throw error;
  }
}

async function textOf(
  problems: readonly Problem[],
  format: CheckOptions['format'],
  cli: Cli,
): Promise<string> {
  if (format === 'json') return (await import('../../ui/errors/problems-json.ts')).problemsJson(problems);
  if (format === 'sarif') {
    const { errorMeanings } = await import('../../spec/generated/error-meanings.js');
    const { sarifLog } = await import('../../ui/errors/sarif.ts');
    return sarifLog(problems, { version: VERSION, meanings: errorMeanings });
  }
  const { showProblems } = await import('../../ui/errors/show-error.ts');
  return `${showProblems(problems, { colour: cli.colour })}${countText(problems)}\n`;
}

function countText(problems: readonly Problem[]): string {
  if (problems.length === 0) return 'no problems';
  const amount = (of: Problem['severity']): number =>
    problems.filter(({ severity }) => severity === of).length;
  const infos = amount('info');
  const more = infos > 0 ? `, ${count(infos, 'info')}` : '';
  return `${count(amount('error'), 'error')}, ${count(amount('warning'), 'warning')}${more}`;
}

const count = (amount: number, what: string): string => `${amount} ${what}${amount === 1 ? '' : 's'}`;
