import { expect, test } from 'vitest';
import { UserError } from '../../src/diagnostics/user-error.ts';
import { openEngine } from '../../src/library/engine-connection.ts';

test('openEngine() goes where the variables lead, and a host that is named counts more than any of them', () => {
  const environment = { DOCKER_HOST: 'tcp://127.0.0.1:2375' };
  const named = { host: 'unix:///run/other.sock', environment: { DOCKER_CONTEXT: 'remote', ...environment } };

  expect(openEngine({ environment }).endpoint).toBe('tcp://127.0.0.1:2375');
  expect(openEngine(named).endpoint).toBe('unix:///run/other.sock');
});

test('openEngine() refuses an address of a kind that it cannot use', () => {
  expect(() => openEngine({ host: 'ftp://engine' })).toThrow(UserError);
});
