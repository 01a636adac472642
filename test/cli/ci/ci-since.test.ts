import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ciCommand } from '../../../src/cli/commands/ci.ts';
import { aCli } from '../../support/a-cli.ts';
import { aRepository, type Repository } from '../../support/a-repository.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

let shop: Repository;

const compose = ({ db = '', web = '' } = {}) => `services:
  web: {image: "localhost:1/web:1", build: web, user: "1"${web}}
  db: {image: "localhost:1/db:16.3"${db}}
  api: {image: "localhost:1/api:7.2"}
`;

beforeEach(() => {
  shop = aRepository({
    'compose.yaml': compose(),
    'web/Dockerfile': 'FROM scratch\nCOPY a.txt /\n',
    'web/a.txt': '1',
    '.gitignore': 'ci.*\ncompose.lock.yaml\n',
  });
});
afterEach(() => shop.remove());

async function ci(...words: readonly string[]) {
  const codes: number[] = [];
  const base = aCli(shop.folder, { environment: {} });
  const cli = {
    ...base,
    engine: async () => new RecordingEngine(),
    exitWith: (code: number) => codes.push(code),
  };
  const args = ['--since', 'main', '--json', 'ci.json', '--summary', 'ci.md', ...words];
  await ciCommand(cli).parseAsync(args, { from: 'user' });
  const report: {
    readonly phases: readonly { readonly name: string; readonly status: string; readonly why?: string }[];
    readonly problems: readonly { readonly code: string; readonly message: string }[];
  } = JSON.parse(readFileSync(join(shop.folder, 'ci.json'), 'utf8'));
  const phase = (name: string) => report.phases.find((one) => one.name === name);
  return { code: codes[0], report, phase, ...base.written };
}

test('ci --since scans a service of which only settings have changed, and tells nothing of others', async () => {
  shop.commit({ 'compose.yaml': compose({ db: ', privileged: true' }) });
  const { code, report, phase, stderr } = await ci('--skip', 'test,push,lock');

  expect(code, stderr).toBe(1);
  expect(phase('build')).toMatchObject({ status: 'skipped', why: 'no other image: db' });
  expect(phase('scan')).toMatchObject({ status: 'failed' });
  expect(report.problems.some(({ message }) => message.includes('"privileged"'))).toBe(true);
  expect(report.problems.filter(({ message }) => /"(?:web|api)"/.test(message))).toEqual([]);
});

test('ci --since names only affected services in what several have in common', async () => {
  shop.commit({
    'compose.yaml': compose({ db: ', environment: {A: "1"}', web: ', environment: {A: "1"}' }),
  });
  const { report, stderr } = await ci('--skip', 'build,test,push,lock');
  const shared = report.problems.filter(({ message }) => /\bdb and web\b/.test(message));

  expect(shared.length, stderr).toBeGreaterThan(0);
  expect(report.problems.filter(({ message }) => /\bapi\b/.test(message))).toEqual([]);
});

test('ci --since skips what has nothing to do, with a reason that is true', async () => {
  shop.commit({ 'other.txt': '1' });
  const { code, phase } = await ci('--skip', 'lock');

  expect(code).toBe(0);
  for (const name of ['build', 'scan', 'push'])
    expect(phase(name)).toMatchObject({ status: 'skipped', why: 'no service is affected' });
});

test('ci --since writes the lock file where it is missing, or where any service has changed', async () => {
  shop.commit({ 'other.txt': '1' });
  const words = ['--skip', 'build,scan,test,push'];
  const missing = await ci(...words);
  const lock = readFileSync(join(shop.folder, 'compose.lock.yaml'), 'utf8');
  shop.write({ 'compose.lock.yaml': lock.replaceAll(/sha256:of-.*/g, `sha256:${'1'.repeat(64)}`) });
  const current = await ci(...words);
  shop.commit({ 'compose.yaml': compose({ db: ', profiles: [data], environment: {A: "1"}' }) });
  const changed = await ci('web', ...words);

  expect(missing.phase('lock')).toMatchObject({ status: 'passed' });
  expect(current.phase('lock')).toMatchObject({
    status: 'skipped',
    why: 'no service is affected, and the lock file covers all images',
  });
  expect(changed.phase('lock')).toMatchObject({ status: 'passed' });
});
