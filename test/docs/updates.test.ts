import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { problemsOf } from '../support/load-files.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/updates.md'), 'utf8');

/** A file with all of its services, and no part of one: each says what it runs. */
const whole = [...page.matchAll(/^```yaml\n(services:\n[\s\S]*?)^```$/gm)]
  .map(([, text = '']) => text)
  .filter((text) => text.includes('image:'));

test.each(whole)('docs/updates.md has a file that loads without a complaint: %s', async (text) => {
  expect(await problemsOf({ 'compose.yaml': text, 'password.txt': 'secret' })).toEqual([]);
});

test('docs/updates.md has whole files: for an update, a handover, a database and Traefik', () => {
  expect(whole.length).toBeGreaterThanOrEqual(4);
});
