import { describe, expect, test } from 'vitest';
import type { Problem } from '../../../src/diagnostics/problem.ts';
import { SpecError } from '../../../src/diagnostics/spec-error.ts';
import { errorToJson } from '../../../src/ui/errors/error-to-json.ts';
import { problemsJson } from '../../../src/ui/errors/problems-json.ts';
import { sarifLog } from '../../../src/ui/errors/sarif.ts';
import { showProblems } from '../../../src/ui/errors/show-error.ts';
import { loadFiles, problemsOf as problemLines } from '../../support/load-files.ts';

const CANARY = 'c4n4ry';

const web = (lines: string) => `services:\n  web:\n    image: nginx\n${lines}`;
const withEnvFile = (text: string) => ({ 'compose.yaml': web('    env_file: web.env\n'), 'web.env': text });

/** Files with a mistake at or beside a secret. */
const FILES: Readonly<Record<string, string | Readonly<Record<string, string>>>> = {
  'a secret of the wrong type': web(`    environment: {DB_PASSWORD: [${CANARY}]}\n`),
  'a secret in a list of the wrong type': web(`    environment:\n      DB_PASSWORD:\n        - ${CANARY}\n`),
  'a mistake in the line below': web(`    environment:\n      DB_PASSWORD: ${CANARY}\n    ports: 1\n`),
  'a mistake in the same line': web(`    environment: {DB_PASSWORD: ${CANARY}, A: [1]}\n`),
  'a mistake behind a block': web(
    `    environment:\n      PRIVATE_KEY: |\n        -----\n        ${CANARY}\n    ports: 1\n`,
  ),
  'a space before the equals sign': web(`    environment:\n      - DB_PASSWORD =${CANARY}\n`),
  'a space after the colon': web(`    environment:\n      - DB_PASSWORD: ${CANARY}\n`),
  'the same name twice': web(`    environment:\n      TOKEN: ${CANARY}\n      TOKEN: ${CANARY}2\n`),
  'a quote that is not closed': web(`    environment:\n      DB_PASSWORD: "${CANARY}\n    ports: []\n`),
  'a colon too many': web(`    environment:\n      DB_PASSWORD: ${CANARY}: x\n`),
  'a tab': web(`    environment:\n      DB_PASSWORD: ${CANARY}\n\tA: b\n`),
  'a brace that is not closed': web(`    environment: {DB_PASSWORD: ${CANARY}, A: b\n    ports: []\n`),
  'JSON without spaces': `{"services":{"web":{"image":"nginx","environment":{"DB_PASSWORD":"${CANARY}"},"ports":1}}}`,
  'a bad variable': web(`    environment: {DB_PASSWORD: "\${X:${CANARY}}"}\n`),
  'a variable that is not closed': web(`    environment:\n      DB_PASSWORD: \${X:-${CANARY}\n`),
  'a long one that is not closed': web(`    environment:\n      DB_PASSWORD: \${X:-${CANARY.repeat(9)}\n`),
  'a variable that is missing': web(`    environment:\n      DB_PASSWORD: ${CANARY}\${X:?}\n`),
  'an address with an unset variable': web(`    environment:\n      URL: http://me:${CANARY}@\${HOST}/\n`),
  'a number from a secret variable': {
    'compose.yaml': web('    cpu_count: ${TOKEN}\n'),
    '.env': `TOKEN=${CANARY}\n`,
  },
  'a duration from a secret variable': {
    'compose.yaml': web('    stop_grace_period: ${TOKEN}\n'),
    '.env': `TOKEN=${CANARY}\n`,
  },
  'a port from a secret variable': {
    'compose.yaml': web('    ports: ["${TOKEN}:80"]\n'),
    '.env': `TOKEN=${CANARY}\n`,
  },
  'a port from a variable that a secret is made of': {
    'compose.yaml': `${web('    ports: ["${FEED}:80"]\n')}secrets: {tok: {environment: FEED}}\n`,
    '.env': `FEED=${CANARY}\n`,
  },
  'a short one': {
    'compose.yaml': `${web('    ports: ["${FEED}:80"]\n')}secrets: {tok: {environment: FEED}}\n`,
    '.env': 'FEED=c4n4\n',
  },
  'a port from a variable in the content of a secret': {
    'compose.yaml': `${web('    ports: ["${FEED}:80"]\n')}secrets: {tok: {content: "token=\${FEED}"}}\n`,
    '.env': `FEED=${CANARY}\n`,
  },
  'a port from a variable that becomes a password': {
    'compose.yaml': web('    environment: ["DB_PASSWORD=${FEED}"]\n    ports: ["${FEED}:80"]\n'),
    '.env': `FEED=${CANARY}\n`,
  },
  'a name from a variable that a secret is made of in another file': {
    'compose.yaml': `name: "\${FEED}:"\n${web('    ports: ["${FEED}:80"]\n')}`,
    'compose.override.yaml': 'secrets: {tok: {environment: FEED}}\n',
    '.env': `FEED=${CANARY}\n`,
  },
  'a variable that only an included file has': {
    'compose.yaml': 'include: [{path: sub/compose.yaml, env_file: sub/x.env}]\n',
    'sub/compose.yaml': `${web('    ports: ["${FEED}:80"]\n    stop_grace_period: ${API_TOKEN}\n')}secrets: {tok: {environment: FEED}}\n`,
    'sub/x.env': `FEED=${CANARY}\nAPI_TOKEN=${CANARY}\n`,
  },
  'a port from a secret of several lines': {
    'compose.yaml': `${web('    ports: ["${FEED}:80"]\n')}secrets: {tok: {environment: FEED}}\n`,
    '.env': `FEED="-----BEGIN KEY-----\n${CANARY}AAAA\n${CANARY}BBBB"\n`,
  },
  'a name of a network from a secret variable': {
    'compose.yaml': web('    networks: ["${TOKEN}"]\n'),
    '.env': `TOKEN=${CANARY}\n`,
  },
  'a build argument': web(`    build: {context: ., args: {NPM_TOKEN: ${CANARY}}, arg: 1}\n`),
  'a label': web(`    labels:\n      - app.token=${CANARY}\n    ports: 1\n`),
  'options of a driver': `services: {web: {image: nginx, volumes: ["v:/v"]}}\nvolumes:\n  v:\n    driver_opts: {o: "username=me,password=${CANARY}"}\n    size: 1\n`,
  'a secret with its content': `services: {web: {image: nginx}}\nsecrets:\n  db_password:\n    content: ${CANARY}\n`,
  'a secret with its content in braces': `services: {web: {image: nginx}}\nsecrets: {a: {content: ${CANARY}, file: b}}\n`,
  'a flag of a command': web(`    command: redis-server --requirepass ${CANARY} | tee log\n    ports: 1\n`),
  'two files': {
    'compose.yaml': web(`    environment: {DB_PASSWORD: ${CANARY}}\n`),
    'compose.override.yaml': web(`    environment: {DB_PASSWORD: ${CANARY}, A: {}}\n`),
  },
  'an env file with a bad name': withEnvFile(`A B=${CANARY}\n`),
  'an env file with a bad line behind': withEnvFile(`MODE=${CANARY}\nA B=1\n`),
  'an env file with an open quote': withEnvFile(`MODE="${CANARY}\nA=b\n`),
  'an env file with a bad variable': withEnvFile(`MODE=\${X:${CANARY}}\n`),
  'an env file with an open variable': withEnvFile(`MODE=\${X:-${CANARY}\n`),
  'an env file with text behind a quote': withEnvFile(`MODE="a" ${CANARY}\n`),
  'a .env with a bad line': { 'compose.yaml': web(''), '.env': `PW=${CANARY}\nA B=${CANARY}\n` },
  'a mistake in the line where it is repeated': web(
    `    environment: {DB_PASSWORD: ${CANARY}}\n    command: [serve, ${CANARY}, {a: 1}]\n`,
  ),
  'a mistake beside its repetition': `services: {web: {image: nginx, environment: {DB_PASSWORD: ${CANARY}}, command: "serve ${CANARY}", ports: 1}}\n`,
  'a mistake below its repetition': web(
    `    environment: {DB_PASSWORD: ${CANARY}}\n    command: serve ${CANARY}\n    ports: 1\n`,
  ),
  'a part of its repetition': web(
    `    environment: ["DB_PASSWORD=${CANARY}"]\n    labels: {motd: "it is ${CANARY}."}\n    ports: 1\n`,
  ),
  'its repetition in another file': {
    'compose.yaml': web(`    environment: {DB_PASSWORD: ${CANARY}}\n`),
    'compose.override.yaml': web(`    command: serve ${CANARY}\n    ports: 1\n`),
  },
  'its repetition in an included file': {
    'compose.yaml': `include: [sub.yaml]\n${web(`    environment: {DB_PASSWORD: ${CANARY}}\n`)}`,
    'sub.yaml': `services:\n  sub:\n    image: a\n    command: serve ${CANARY}\n    ports: 1\n`,
  },
  'a secret of an included file': {
    'compose.yaml': `include: [sub.yaml]\n${web(`    command: serve ${CANARY}\n    ports: 1\n`)}`,
    'sub.yaml': `services:\n  sub:\n    image: a\n    environment: {DB_PASSWORD: ${CANARY}}\n`,
  },
  'a repetition of the value of a variable': {
    'compose.yaml': web(
      `    environment: ["DB_PASSWORD=\${FEED}"]\n    command: serve ${CANARY}\n    ports: 1\n`,
    ),
    '.env': `FEED=${CANARY}\n`,
  },
  'a repetition beside a syntax error': {
    'compose.yaml': web(`    command: serve ${CANARY}\n    ports: [\n`),
    '.env': `DB_PASSWORD=${CANARY}\n`,
  },
  'a repetition of the default of a variable': web(
    `    environment: ["DB_PASSWORD=\${FEED:-${CANARY}}"]\n    command: serve ${CANARY}\n    ports: 1\n`,
  ),
  'a repetition of a line of a key': web(
    `    environment:\n      PRIVATE_KEY: |\n        -----BEGIN-----\n        ${CANARY}\n    command: serve ${CANARY}\n    ports: 1\n`,
  ),
  'a repetition of what an env file has': {
    'compose.yaml': web(`    env_file: web.env\n    command: serve ${CANARY}\n    ports: 1\n`),
    'web.env': `DB_PASSWORD=${CANARY}\n`,
  },
  'a repetition beside a mistake against a rule': {
    'compose.yaml': web(`    env_file: web.env\n    command: serve ${CANARY}\n    networks: [none]\n`),
    'web.env': `DB_PASSWORD=${CANARY}\n`,
  },
  'a repetition beside a warning': {
    'compose.yaml': web(`    env_file: web.env\n    command: serve ${CANARY} \${UNSET}\n`),
    'web.env': `DB_PASSWORD=${CANARY}\n`,
  },
  'a repetition of the content of a file': {
    'compose.yaml': `${web(`    command: serve ${CANARY}\n    networks: [none]\n    secrets: [tok]\n`)}secrets: {tok: {file: tok}}\n`,
    tok: `${CANARY}\n`,
  },
  'a merge of two kinds': {
    'compose.yaml': web(`    environment: {DB_PASSWORD: ${CANARY}}\n    healthcheck: {test: a}\n`),
    'compose.override.yaml': web(`    healthcheck: ["${CANARY}"]\n`),
  },
};

async function problemsOf(name: string, reveal: boolean): Promise<readonly Problem[]> {
  try {
    return (await loadFiles(FILES[name] ?? '', { options: { lint: true, reveal } })).warnings;
  } catch (error) {
    if (error instanceof SpecError) return error.problems;
    throw error;
  }
}

/** Everything that a user or a program can get to see of problems. */
const allOutputs = (problems: readonly Problem[]): string =>
  [
    showProblems(problems, { colour: false }),
    problemsJson(problems),
    JSON.stringify(errorToJson(new SpecError(problems))),
    sarifLog(problems, { version: '1', meanings: {} }),
    new SpecError(problems).message,
  ].join('\n');

describe('no problem shows a secret', () => {
  test.each(Object.keys(FILES))('%s', async (name) => {
    const problems = await problemsOf(name, false);

    expect(problems.length).toBeGreaterThan(0);
    expect(allOutputs(problems)).not.toMatch(/c4n|n4ry/);
  });

  test('unless it is asked for', async () => {
    const shown = await Promise.all(
      Object.keys(FILES).map(async (name) => allOutputs(await problemsOf(name, true))),
    );
    const hidden = Object.keys(FILES).filter((_, index) => !/c4n4/.test(shown[index] ?? ''));

    // Its place is the variable, and what that holds is not part of the message.
    expect(hidden).toEqual([]);
  });
});

test('what is hidden keeps every position', async () => {
  const name = 'a mistake in the same line';
  const [shown, hidden] = [await problemsOf(name, true), await problemsOf(name, false)];

  expect(hidden.map(({ at }) => [at?.start, at?.end])).toEqual(shown.map(({ at }) => [at?.start, at?.end]));
  expect(showProblems(hidden, { colour: false }).split('\n')[3]).toBe(
    '  4 |     environment: {DB_PASSWORD: ••••••, A: [1]}',
  );
});

test('a word that can be read in the file anyway is not hidden in messages', async () => {
  const text =
    'services:\n  postgres:\n    image: postgres\n    environment: {POSTGRES_PASSWORD: postgres}\n  web:\n    image: nginx\n    depends_on: [postgrse]\n';

  expect(await problemLines(text)).toEqual([
    'compose.yaml:7:18 unknown-dependency «postgrse» service "web" needs "postgrse", which is not declared (did you mean "postgres"?)',
  ]);
});

describe('a word that can be read in the file anyway', () => {
  test.each([
    ['the name of a service', '  postgres:\n    ports: 1\n    image: a\n'],
    ['an image', '  db:\n    image: postgres:16\n    ports: 1\n'],
    ['a user', '  db:\n    image: a\n    environment: {POSTGRES_USER: postgres}\n    ports: 1\n'],
  ])('is not hidden in code frames: %s', async (_, lines) => {
    const other = '  other:\n    image: b\n    environment: {POSTGRES_PASSWORD: postgres}\n';
    const error: unknown = await loadFiles(`services:\n${lines}${other}`).catch((thrown: unknown) => thrown);
    const shown = error instanceof SpecError ? showProblems(error.problems, { colour: false }) : '';

    expect(shown.split('\n')[2]).toContain('postgres');
  });
});
