import { describe, expect, test } from 'vitest';
import { SpecError } from '../../../src/diagnostics/spec-error.ts';
import { loadProject } from '../../../src/spec/load/load-project.ts';
import { FileUnreadable } from '../../../src/spec/read/file-port.ts';
import { showProblems as shownToUsers } from '../../../src/ui/errors/show-error.ts';
import { problemsOf } from '../../support/load-files.ts';
import { memoryFiles } from '../../support/memory-files.ts';

const request = { cwd: '/app', environment: new Map(), files: [], envFiles: [], profiles: [] };
const many = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('');
const service = 'services:\n  web:\n    image: x\n';

/** One line for each problem, without what it is about: these files are large. */
async function briefly(texts: Parameters<typeof problemsOf>[0]): Promise<readonly string[]> {
  const problems = await problemsOf(texts);
  return problems.map((line) => line.replace(/ «[\s\S]*?» /, ' ').slice(0, 200));
}

describe('loadProject() has one clear message for', () => {
  test('aliases that multiply', async () => {
    const bomb = many(9, (i) => `x-${i}: &a${i} [${Array(9).fill(i === 0 ? 'lol' : `*a${i - 1}`)}]\n`);
    expect(await briefly(bomb + service)).toEqual([
      'compose.yaml:1:1 yaml-syntax the aliases of this file expand to more than half a million values',
    ]);
  });

  test('merge keys that multiply', async () => {
    const base = `x-base: &base\n${many(1500, (i) => `  k${i}: 1\n`)}`;
    const [problem, ...others] = await briefly(
      `${base}x-all:\n${many(1500, () => '  - <<: *base\n')}${service}`,
    );
    expect(problem).toMatch(/^compose\.yaml:\d+:\d+ yaml-syntax /);
    expect(others).toEqual([]);
  });

  test.each(['[', '{a: ', '- '])('%j nested too deeply', async (opening) => {
    const [problem, ...others] = await briefly(`${service}    x-deep:\n      ${opening.repeat(20_000)}\n`);
    expect(problem).toMatch(/^compose\.yaml:5:\d+ yaml-syntax this is nested too deeply$/);
    expect(others).toEqual([]);
  });

  test('variables nested too deeply, closed or not', async () => {
    for (const end of ['', '}'.repeat(5000)]) {
      const [problem, ...others] = await briefly(
        `services: {web: {image: "${'${A:-'.repeat(5000)}x${end}"}}`,
      );
      expect(problem).toMatch(/^compose\.yaml:1:\d+ bad-interpolation .*: variables are nested too deeply/);
      expect(others).toEqual([]);
    }
  });

  test('a circle of thousands of services, named by its first and last ones', async () => {
    const text = `services:\n${many(9000, (i) => `  s${i}: {image: x, depends_on: [s${(i + 1) % 9000}]}\n`)}`;
    expect(await briefly(text)).toEqual([
      'compose.yaml:9001:34 dependency-cycle these services need one another: s0 → s1 → s2 → s3 → s4 → s5 → s6 → s7 → s8 → s9 → (8980 more) → s8990 → s8991 → s8992 → s8993 → s8994 → s8995 → s8996 → s8997 → s',
    ]);
  });

  test('what is no text', async () => {
    expect(await briefly(`${service}    command: "a\u0000b"\n`)).toEqual([
      'compose.yaml:4:16 yaml-syntax this is not a text file: there is a null byte in it',
    ]);
    expect(await briefly(`${service}    command: "a\u0007b"\n`)).toEqual([
      'compose.yaml:4:16 yaml-syntax there is an invisible control character here',
    ]);
  });

  test('a directory with the name of a Compose file', async () => {
    const files = { 'compose.yaml/readme': 'hello' };
    expect(await problemsOf(files)).toEqual([
      'no-compose-file there is no Compose file in /app, nor in a folder above it (compose.yaml is a directory)',
    ]);
    expect(await problemsOf(files, { files: ['compose.yaml'] })).toEqual([
      'file-unreadable the Compose file compose.yaml is a directory',
    ]);
  });

  test.each(['/app/compose.yaml', '/app/.env', '/app/web.env', '/app/more.yaml'])(
    '%s that may not be read',
    async (secret) => {
      const files = memoryFiles({
        '/app/compose.yaml': `include: [more.yaml]\n${service}    env_file: web.env\n`,
        '/app/.env': 'A=1',
        '/app/web.env': 'A=1',
        '/app/more.yaml': 'services: {db: {image: x}}',
      });
      const read = (path: string) => {
        if (path === secret) throw new FileUnreadable(path, 'may not be read: permission denied');
        return files.read(path);
      };
      const failure = await loadProject(request, { ...files, read }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(SpecError);
      const told =
        failure instanceof SpecError ? failure.problems.map(({ code, message }) => `${code} ${message}`) : [];
      expect(told).toEqual([
        expect.stringMatching(
          `^file-unreadable the .*${secret.slice('/app/'.length)} may not be read: permission denied$`,
        ),
      ]);
    },
  );

  test('standard input, by its name', async () => {
    const stdin = `${service}    imagee: y\n`;
    const failure = await loadProject({ ...request, files: ['-'] }, memoryFiles({}, stdin)).catch(
      (error: unknown) => error,
    );
    expect(shownToUsers((failure as SpecError).problems, { colour: false })).toContain(
      '<stdin>:4:5\nerror: unknown attribute',
    );
  });
});

describe('loadProject() reads', () => {
  test('a byte order mark and the line ends of Windows, columns and all', async () => {
    const text = `\uFEFF${service}    prots: []\n`.replaceAll('\n', '\r\n');
    expect(await problemsOf(text)).toEqual([
      'compose.yaml:4:5 unknown-attribute «prots» unknown attribute "prots" in services.web (did you mean "ports"?)',
    ]);
  });

  test('a file of nothing but byte order marks as an empty one', async () => {
    expect(await problemsOf('\uFEFF\uFEFF')).toEqual([expect.stringContaining('empty-file')]);
  });

  test('files of very many lines, right or wrong', async () => {
    expect(await problemsOf(`${service}${'# nothing\n'.repeat(100_000)}`)).toEqual([]);
    expect(
      await problemsOf(`${service}    environment:\n${many(30_000, (i) => `      V${i}: x\n`)}`),
    ).toEqual([]);
    expect(await problemsOf(`${service}${many(5000, (i) => `    bad${i}: 1\n`)}`)).toHaveLength(5000);
    expect(
      await problemsOf({
        'compose.yaml': `${service}    env_file: a.env\n`,
        'a.env': many(50_000, (i) => `V${i}=x # y\n`),
      }),
    ).toEqual([]);
  });

  test('a chain of thousands of services, that need or extend one another', async () => {
    const needs = many(9000, (i) => `  s${i + 1}: {image: x, depends_on: [s${i}]}\n`);
    expect(await problemsOf(`services:\n  s0: {image: x}\n${needs}`)).toEqual([]);
    const extend = many(2000, (i) => `  s${i + 1}: {extends: s${i}}\n`);
    expect(await problemsOf(`services:\n  s0: {image: x}\n${extend}`)).toEqual([]);
  });
});
