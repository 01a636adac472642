import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Told = Readonly<Record<string, unknown>>;

/**
 * @param json the lines of `--progress json`
 * @param progress what stands above the text: the last lines of a build are told once
 * @returns what the text lacks of them, or they of the text, and members that docs/output.md does not have
 */
export function lacksOfText(json: string, text: string, progress: string): readonly string[] {
  const failures = json
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): Told => JSON.parse(line))
    .filter(({ type, code }) => type === 'error' || (type === 'warning' && code !== undefined));
  const blocks = text.split('\n').filter((line) => /^(?:error|warning): /.test(line));
  const lacks = failures.flatMap((failure) => [
    ...textsOf(failure)
      .filter((part) => !text.includes(part))
      .map((part) => `not in the text: ${part}`),
    ...strings(list(failure.output))
      .filter((line) => !text.includes(line) && !progress.includes(line))
      .map((line) => `neither in the text nor above it: ${line}`),
    ...Object.keys(failure)
      .filter((member) => !DOCUMENTED.has(member))
      .map((member) => `not in docs/output.md: ${member}`),
  ]);
  return failures.length === blocks.length
    ? lacks
    : [`${failures.length} failures as JSON, ${blocks.length} as text`, ...lacks];
}

const DOCUMENTED = new Set(
  [...readFileSync(join(import.meta.dirname, '../../../docs/output.md'), 'utf8').matchAll(/`(\w+)`/g)].map(
    ([, name = '']) => name,
  ),
);

/** What of a failure people have to be able to read, too. */
function textsOf(failure: Told): readonly string[] {
  const { code, message, hint, file, line, column, exitCode, meaning, state, health, container } = failure;
  const { path, lastLines, blocked, engineSays, probe } = failure;
  const isWait = typeof failure.reason === 'string' && failure.reason !== 'removed';
  return [
    `(${code})`,
    ...strings([message, hint, meaning, engineSays]),
    ...strings([...list(lastLines), ...list(blocked)]),
    ...(file === undefined ? [] : [`${file}:${line}:${column}`]),
    ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
    ...(isWait ? strings([state, health, container]) : []),
    ...(list(path).length > 2 ? [list(path).join(' → ')] : []),
    ...(isProbe(probe) ? [`exit code ${probe.exitCode}`, ...probe.output.split('\n')] : []),
  ];
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Numbers of the machine have been settled, and what is written has no blanks at its end. */
const strings = (values: readonly unknown[]): readonly string[] =>
  values.flatMap((value) => (typeof value === 'string' ? [value.trimEnd()] : []));

const isProbe = (value: unknown): value is { exitCode: number; output: string } =>
  typeof value === 'object' && value !== null && 'output' in value && typeof value.output === 'string';
