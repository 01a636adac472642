import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aFolder } from '../support/a-folder.ts';
import { secretFiles, severalLinesFiles, TaintedEngine } from '../support/a-tainted-world.ts';
import { DATA, TEXT } from '../support/all-commands.ts';
import { runInProcess } from '../support/run-in-process.ts';

const CANARY = 'c4n4ry77';

let folder = '';
beforeAll(() => {
  folder = aFolder(secretFiles(CANARY));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (line: string, options: Parameters<typeof runInProcess>[2] = {}) =>
  runInProcess(line, { folder, engine: new TaintedEngine(` ${CANARY} `, '') }, options);

/** What docker compose prints too, and scripts take it from there. */
const WHOLE = /^(?:config|config --format json|config --environment|logs.*)$/;

const MORE = [
  'config --mask',
  'config --mask --format json',
  'config --environment --mask',
  'build --print',
  'explain web --format json',
  'explain web.healthcheck.test',
  "explain '$API_TOKEN'",
  "explain '$DEPLOY_PRIVATE_KEY'",
  'volumes --wide',
  'exec db true',
  'attach db',
  'port db 80',
];

describe('no command shows a secret, whether it fails or not', () => {
  test.each([...TEXT, ...DATA, ...MORE].filter((line) => !WHOLE.test(line)))('gantry %s', async (line) => {
    const { stdout, stderr } = await run(line);

    expect(stdout + stderr).not.toBe('');
    expect(`${stdout}${stderr}`.split('\n').filter((shown) => shown.includes(CANARY))).toEqual([]);
  });

  test.each(['tty', 'json'] as const)('while a plan runs, as %s', async (progress) => {
    for (const line of ['up -d', 'down -v', 'pull', 'build', 'restart']) {
      const { stdout, stderr } = await run(line, { progress });

      expect(stdout + stderr).not.toContain(CANARY);
    }
  });
});

describe('no command shows a line of a secret that has several', () => {
  const lines = ['-----BEGIN KEY-----', `MII${CANARY}AAAA`, `NII${CANARY}BBBB`, 'OII=', '-----END KEY-----'];
  /** As `echo "$KEY"`, `echo $KEY`, a terminal, and JSON have them. */
  const said = ['\n', ' ', '\r\n', '\\n'].map((end) => lines.join(end)).join(' and\n');
  let files = '';
  beforeAll(() => {
    files = aFolder(severalLinesFiles(lines));
  });
  afterAll(() => rmSync(files, { recursive: true }));
  const runHere = (line: string, options: Parameters<typeof runInProcess>[2] = {}) =>
    runInProcess(line, { folder: files, engine: new TaintedEngine(` ${said} `, '') }, options);

  test.each([...TEXT, ...DATA, ...MORE].filter((line) => !WHOLE.test(line)))('gantry %s', async (line) => {
    const { stdout, stderr } = await runHere(line);

    expect(`${stdout}${stderr}`.split('\n').filter((shown) => shown.includes(CANARY))).toEqual([]);
  });

  test.each(['tty', 'json'] as const)('while a plan runs, as %s', async (progress) => {
    for (const line of ['up -d', 'down -v', 'pull', 'build', 'restart']) {
      const { stdout, stderr } = await runHere(line, { progress });

      expect(stdout + stderr).not.toContain(CANARY);
    }
  });
});

test('no file that gantry leaves has a secret in it', async () => {
  await run('up -d');
  await run('build');
  await run(`plan -o ${folder}/saved.json up`);
  await run(`config --mask -o ${folder}/config.yaml`);
  const kept = [join(folder, '.state'), folder].flatMap(filesIn).filter((path) => !isGiven(path));

  expect(kept.map((path) => relative(folder, path))).toEqual(
    expect.arrayContaining(['saved.json', 'config.yaml']),
  );
  expect(kept.filter((path) => readFileSync(path, 'utf8').includes(CANARY))).toEqual([]);
});

test('--reveal shows what labels hold', async () => {
  expect((await run('--reveal ps -a --format json')).stdout).toContain(CANARY);
});

const isGiven = (path: string): boolean =>
  Object.keys(secretFiles('')).some((name) => path === join(folder, name));

function filesIn(path: string): readonly string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true, recursive: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}
