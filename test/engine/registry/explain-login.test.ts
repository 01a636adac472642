import { expect, test } from 'vitest';
import { engineRefused } from '../../../src/engine/refusals/engine-error.ts';
import { explainLogin } from '../../../src/engine/registry/explain-login.ts';
import { Sensitive } from '../../../src/util/sensitive.ts';

const stored = { registry: 'box:5000', login: new Sensitive('{}'), keptBy: "docker's config.json" };

test.each([
  ['unauthorized: authentication required', stored, /does not accept the login stored in docker's config/],
  ['Head "http://x": no basic auth credentials', { registry: 'box:5000' }, /requires a login to pull app/],
  ['denied: requested access to the resource is denied', stored, /the user who is logged in may not pull it/],
  [
    'no basic auth credentials',
    { registry: 'box:5000', trouble: 'docker-credential-x is not installed' },
    /docker-credential-x is not installed/,
  ],
])('explainLogin() of %j says whose login was refused, and how to log in', (text, login, message) => {
  expect(explainLogin(engineRefused(500, text), login, 'app', 'pull')).toMatchObject({
    code: 'registry-denied',
    message: expect.stringMatching(message),
    hint: expect.stringContaining('docker login box:5000'),
  });
});

test('explainLogin() leaves every other failure as it is', () => {
  const gone = engineRefused(404, 'manifest for app not found: manifest unknown');

  expect(explainLogin(gone, stored, 'app', 'pull')).toBe(gone);
});
