import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { secretHider } from '../../../src/cli/failures/known-secrets.ts';
import { Sensitive } from '../../../src/util/sensitive.ts';
import { aFolder } from '../../support/a-folder.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';

const hiding = (environment: Readonly<Record<string, string>>) =>
  secretHider(aProject({ services: [aService('db', { image: 'postgres:16', environment })] }));

test('secretHider() hides the values of variables whose names look secret, and passwords of others', () => {
  const hide = hiding({ DB_PASSWORD: 'correct-horse', URL: 'pg://me:battery@db', MODE: 'verbose' });
  expect(hide('verbose: correct-horse is wrong, battery too')).toBe('verbose: •••••• is wrong, •••••• too');
});

test('secretHider() hides what looks like a password, known or not', () => {
  expect(secretHider(undefined)('connecting to pg://me:hunter22@db')).toBe('connecting to pg://me:••••••@db');
});

test('secretHider() hides each line of a secret', () => {
  const from = { kind: 'content', content: new Sensitive('first-line\nsecond-line\n') } as const;
  const secret = {
    key: 'key',
    name: 'p_key',
    from,
    labels: new Map(),
    driverOpts: new Map(),
    extensions: new Map(),
  };
  const hide = secretHider({ ...aProject({}), secrets: new Map([['key', secret]]) });
  expect(hide('read second-line')).toBe('read ••••••');
});

test('secretHider() leaves words that the files use openly, and what is too short to be one', () => {
  const hide = hiding({ POSTGRES_PASSWORD: 'postgres', POSTGRES_USER: 'postgres', API_TOKEN: 'abc' });
  expect(hide('role "postgres" cannot abc')).toBe('role "postgres" cannot abc');
});

test('secretHider() knows the secrets of env files that the command has not read', () => {
  const folder = aFolder({ 'db.env': 'DB_PASSWORD=correct-horse\n' });
  const service = { ...aService('db'), envFiles: [{ path: join(folder, 'db.env'), required: true }] };
  const missing = { ...aService('web'), envFiles: [{ path: join(folder, 'gone.env'), required: true }] };
  expect(secretHider(aProject({ services: [missing, service] }))('correct-horse is wrong')).toBe(
    '•••••• is wrong',
  );
  rmSync(folder, { recursive: true });
});
