import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';

/** A script of an example in docs/ci.md, with the variables that the example gives it. */
export interface PipelineStep {
  readonly script: string;
  readonly variables: Readonly<Record<string, string>>;
}

const PAGE = readFileSync(resolve(import.meta.dirname, '../../docs/ci.md'), 'utf8');

/** The first block of a section. */
function exampleOf(section: string): string {
  const text = PAGE.split(`## ${section}\n`)[1]?.split('\n## ')[0] ?? '';
  const [, block] = /```\w+\n([\s\S]*?)```/.exec(text) ?? [];
  if (block === undefined) throw new Error(`docs/ci.md has no example in "${section}"`);
  return block;
}

interface GithubExample {
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: {
    readonly ci: {
      readonly steps: readonly {
        readonly run?: string;
        readonly if?: string;
        readonly env?: Readonly<Record<string, string>>;
      }[];
    };
  };
}

/** @param values of expressions: `github.event_name` */
export function githubSteps(values: Readonly<Record<string, string>>): readonly PipelineStep[] {
  const example: GithubExample = parse(exampleOf('GitHub Actions'));
  const filled = (text: string): string =>
    text.replaceAll(/\$\{\{\s*([\w.]+)\s*\}\}/g, (_, name: string) => known(values, name));
  const filledAll = (variables: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, filled(value)]));
  return example.jobs.ci.steps.flatMap(({ run, if: condition, env }) =>
    run !== undefined && holds(condition, values)
      ? [{ script: filled(run), variables: { ...filledAll(example.env), ...filledAll(env) } }]
      : [],
  );
}

/** What the examples need of GitHub's conditions: comparisons with `&&` between; functions hold. */
function holds(condition: string | undefined, values: Readonly<Record<string, string>>): boolean {
  return (condition ?? 'always()').split('&&').every((part) => {
    const [, name = '', operator, value] = /^\s*([\w.]+) ([!=]=) '(.*)'\s*$/.exec(part) ?? [];
    return operator === undefined || (known(values, name) === value) === (operator === '==');
  });
}

function known(values: Readonly<Record<string, string>>, name: string): string {
  const value = values[name];
  if (value === undefined) throw new Error(`the example of docs/ci.md asks for ${name}`);
  return value;
}

interface GitlabExample {
  readonly ci: {
    readonly variables: Readonly<Record<string, string | number>>;
    readonly before_script: readonly string[];
    readonly script: readonly string[];
    readonly after_script: readonly string[];
  };
}

/** @param variables of GitLab; those of the example that name an engine are left out */
export function gitlabSteps(variables: Readonly<Record<string, string>>): readonly PipelineStep[] {
  const { ci }: GitlabExample = parse(exampleOf('GitLab'));
  const own = Object.entries(ci.variables)
    .filter(([name]) => !name.startsWith('DOCKER_'))
    .map(([name, value]) => [
      name,
      String(value).replaceAll(/\$(\w+)/g, (_, other: string) => known(variables, other)),
    ]);
  const all = { ...variables, ...Object.fromEntries(own) };
  return [[...ci.before_script, ...ci.script].join('\n'), ci.after_script.join('\n')].map((script) => ({
    script,
    variables: all,
  }));
}

/** @param variables of Jenkins, with those of its credentials */
export function jenkinsSteps(variables: Readonly<Record<string, string>>): readonly PipelineStep[] {
  const example = exampleOf('Jenkins');
  return [...example.matchAll(/\bsh (?:'''([\s\S]*?)'''|'(.*?)'(?=\s))/g)].map(([, long, short = '']) => ({
    script: long ?? short,
    variables,
  }));
}
