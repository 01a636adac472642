import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ignoreRules } from '../../src/build/ignore-rules.ts';
import type { Problem } from '../../src/diagnostics/problem.ts';
import { SpecError } from '../../src/diagnostics/spec-error.ts';
import { loadProject } from '../../src/spec/load/load-project.ts';
import type { Finding } from '../../src/spec/tree/finding.ts';
import { parseEnvFile } from '../../src/spec/variables/env-file.ts';
import { parseRawEnvFile } from '../../src/spec/variables/raw-env-file.ts';
import { corpusOf, damaged, isForeseen, tryMany } from '../support/fuzz.ts';
import { aRequest, filesInApp } from '../support/load-files.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const textsOf = (pattern: string): readonly string[] =>
  globSync(pattern, { cwd: FIXTURES })
    .sort()
    .map((path) => readFileSync(join(FIXTURES, path), 'utf8'));

const COMPOSE = [
  ...textsOf(
    '{every-attribute,include-and-extends,reset-and-override,secrets-and-configs,web-with-override}/*.yaml',
  ),
  ...textsOf('yaml-*/*.yaml'),
];
const YAML_PIECES = [
  ...[
    'services:',
    'web:',
    '  ',
    '\n',
    '- ',
    ': ',
    ', ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '#',
    '|',
    '>',
    '\t',
    '---\n',
    '~',
    'null',
  ],
  ...[
    '&a ',
    '*a',
    '<<: ',
    '!reset ',
    '!override ',
    '!!binary ',
    '? ',
    '%YAML 1.1\n',
    '\uFEFF',
    '\0',
    '\r\n',
    '\u2028',
  ],
  ...[
    '${A}',
    '${A:-',
    '${',
    '$$',
    '}',
    '__proto__: ',
    'constructor',
    'extends: web',
    'include: [compose.yaml]',
    'depends_on: [web]',
  ],
  ...[
    'deploy: {replicas: -1}',
    '8000-9000:80',
    '1h2m3s',
    '10gb',
    '0x1f',
    '1e999',
    '-0',
    'x-a: ',
    'version: 3',
    '😀',
    '\uD800',
  ],
];
const ENV_PIECES = [
  ...[
    '=',
    ':',
    '\n',
    '\r\n',
    '"',
    "'",
    '\\',
    '$',
    '${',
    '}',
    '${A}',
    '${A:-',
    ' #',
    '#',
    'export ',
    '\t',
    ' ',
    'A',
    'B=1',
    '\0',
    '\uFEFF',
    '\\0777',
    '😀',
  ],
];

const places = ({ text }: { readonly text: string }, start: number, end: number): boolean =>
  start >= 0 && start <= end && end <= text.length;

async function load(text: string, envFile = ''): Promise<void> {
  const problems = await loadProject(
    aRequest({ environment: { A: 'a' } }),
    filesInApp({ 'compose.yaml': text, '.env': envFile, 'base.yaml': 'services: {base: {image: x}}\n' }),
  ).then(
    ({ warnings }): readonly Problem[] => warnings,
    (error: unknown) => {
      if (!(error instanceof SpecError)) throw error;
      expect(error.problems.length).toBeGreaterThan(0);
      return error.problems;
    },
  );
  for (const { at, message } of problems) {
    expect(message).not.toBe('');
    if (at) expect(places(at.source, at.start, at.end), `${message} at ${at.start}-${at.end}`).toBe(true);
  }
}

function readEnv(text: string): void {
  const source = { name: '.env', text };
  const report = ({ place }: Finding): void => {
    if (place?.kind === 'span') expect(places(source, place.start, place.end)).toBe(true);
  };
  const lookup = (name: string): string | undefined => (name === 'A' ? 'a' : undefined);
  parseEnvFile(source, lookup, report);
  parseRawEnvFile(source, lookup, report);
}

function ignore(text: string): void {
  try {
    const { ignores } = ignoreRules({ name: '.dockerignore', text });
    for (const path of ['a', 'a/b/c.js', `${'a/'.repeat(100)}a`, '😀', '__proto__']) ignores(path);
  } catch (error) {
    expect(isForeseen(error), String(error)).toBe(true);
  }
}

test('a Compose file, whatever is in it, is a project or problems at their places', {
  timeout: 300_000,
}, async () => {
  await tryMany(damaged(COMPOSE, YAML_PIECES), (text) => load(text));
});

test('an env file, whatever is in it, has variables or problems at their places', {
  timeout: 300_000,
}, async () => {
  const texts = ['A=1\nB="two ${A}"\nexport C=\'x\' # why\nD: 4\n', ''];
  await tryMany(
    fc.oneof(damaged(texts, ENV_PIECES), fc.string({ unit: fc.constantFrom(...ENV_PIECES) })),
    async (text) => {
      readEnv(text);
      await load('services: {web: {image: x, env_file: .env}}\n', text);
    },
  );
});

test('an ignore file, whatever is in it, has rules or a mistake', { timeout: 60_000 }, async () => {
  const unit = fc.constantFrom(
    'a',
    '*',
    '**',
    '/',
    '!',
    '[',
    ']',
    '^',
    '-',
    '\\',
    '?',
    '.',
    '..',
    '\n',
    '\r',
    ' ',
    '#',
    '😀',
    '\uFEFF',
    '\0',
  );
  await tryMany(fc.string({ unit, maxLength: 60 }), ignore);
});

test.each(corpusOf('compose'))('the Compose file %s is no surprise', (_name, bytes) =>
  load(bytes.toString('utf8')),
);
test.each(corpusOf('env-files'))('the env file %s is no surprise', (_name, bytes) =>
  readEnv(bytes.toString('utf8')),
);
test.each(corpusOf('ignore-files'))('the ignore file %s is no surprise', (_name, bytes) =>
  ignore(bytes.toString('utf8')),
);
