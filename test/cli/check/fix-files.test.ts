import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CheckOptions, checkFiles } from '../../../src/cli/check/check-files.ts';
import { writeFixed } from '../../../src/cli/check/fix-files.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';

const SECRET = 'c4naryValue17';
const COMPOSE = `version: "3"
services:
  web:
    build: .
    restart: always
    environment: {DB_PASSWORD: ${SECRET}}
`;
const DOCKERFILE = `FROM debian:12\nADD . /srv\nCMD serve --password ${SECRET}\n`;

let folder = '';
beforeEach(() => {
  folder = aFolder({ 'compose.yaml': COMPOSE, Dockerfile: DOCKERFILE });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

async function check(options: Partial<CheckOptions>, dryRun = false) {
  const cli = aCli(folder, { globals: { dryRun } });
  const code = await checkFiles(cli, [], { format: 'text', for: 'prod', ...options });
  return { code, ...cli.written };
}

describe('check --fix', () => {
  test('writes what mends problems, shows it, and lists what is left', async () => {
    const { stdout, stderr } = await check({ fix: true });

    expect(read('compose.yaml')).not.toContain('version');
    expect(read('Dockerfile')).toBe(
      `FROM debian:12\nCOPY . /srv\nCMD ["serve", "--password", "${SECRET}"]\n`,
    );
    expect(stdout).toContain('-ADD . /srv\n+COPY . /srv\n');
    expect(stdout).not.toContain('add-local');
    expect(stdout).toContain('runs-as-root');
    expect(stderr).not.toContain('mends');
  });

  test('finds nothing to write the second time', async () => {
    await check({ fix: true });
    const { stdout, stderr } = await check({ fix: true });

    expect(stdout + stderr).not.toContain('+++');
    expect(stderr).toMatch(/^nothing to mend\n/);
  });

  test('with --dry-run says that there is nothing to mend, and what lists the rest', async () => {
    await check({ fix: true });

    expect(await check({ fix: true }, true)).toEqual({
      code: 0,
      stdout: '',
      stderr: 'nothing to mend; gantry check lists what needs a decision of yours\n',
    });
  });

  test.each(['json', 'sarif'] as const)('leaves standard output to %s', async (format) => {
    const { stdout, stderr } = await check({ fix: true, format });

    expect(() => JSON.parse(stdout)).not.toThrow();
    expect(stderr).toContain('+COPY . /srv\n');
  });

  test('with --dry-run shows the difference alone, and writes nothing', async () => {
    const { code, stdout, stderr } = await check({ fix: true }, true);

    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').slice(0, 6)).toEqual([
      '--- a/compose.yaml',
      '+++ b/compose.yaml',
      '@@ -1,4 +1,3 @@',
      '-version: "3"',
      ' services:',
      '   web:',
    ]);
    expect([read('compose.yaml'), read('Dockerfile')]).toEqual([COMPOSE, DOCKERFILE]);
  });

  test('shows no secret', async () => {
    expect((await check({ fix: true }, true)).stdout).not.toContain(SECRET);
    const { stdout, stderr } = await check({ fix: true });
    expect(stdout + stderr).not.toContain(SECRET);
  });

  test('keeps the mode, follows a link, and leaves no other file', async () => {
    renameSync(join(folder, 'compose.yaml'), join(folder, 'real.yaml'));
    symlinkSync('real.yaml', join(folder, 'compose.yaml'));
    chmodSync(join(folder, 'real.yaml'), 0o640);

    await check({ fix: true });

    expect(lstatSync(join(folder, 'compose.yaml')).isSymbolicLink()).toBe(true);
    expect(read('real.yaml')).not.toContain('version');
    expect(statSync(join(folder, 'real.yaml')).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).sort()).toEqual(['Dockerfile', 'compose.yaml', 'real.yaml']);
  });

  test('is offered, and told to programs', async () => {
    expect((await check({})).stderr).toContain('gantry check --fix mends 3 of them');
    const { problems } = JSON.parse((await check({ format: 'json' })).stdout);
    expect(problems.filter((problem: { fixable?: boolean }) => problem.fixable)).toHaveLength(3);
  });
});

test('writeFixed() leaves a file that has changed since it was read', () => {
  const source = { name: 'Dockerfile', text: 'FROM a\n' };

  expect(() => writeFixed({ source, edits: [], text: 'FROM b\n' }, folder)).toThrow('has changed');
  expect(read('Dockerfile')).toBe(DOCKERFILE);
});
