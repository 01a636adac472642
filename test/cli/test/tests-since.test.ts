import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testCommand } from '../../../src/cli/commands/test.ts';
import { connectEngine } from '../../../src/engine/connect.ts';
import { createRenderer } from '../../../src/ui/progress/create-renderer.ts';
import { aCli } from '../../support/a-cli.ts';
import type { Repository } from '../../support/a-repository.ts';
import { aTestedRepository } from '../../support/a-tested-repository.ts';
import { type MemoryEngine, startMemoryEngine } from '../../support/memory-engine/memory-engine.ts';

let shop: Repository;
let engine: MemoryEngine;

beforeEach(async () => {
  engine = await startMemoryEngine();
  shop = aTestedRepository();
});
afterEach(async () => {
  shop.remove();
  await engine.close();
});

async function gantryTest(...words: readonly string[]) {
  const codes: number[] = [];
  const environment = { DOCKER_HOST: engine.host, XDG_STATE_HOME: join(shop.folder, 'state') };
  const base = aCli(shop.folder, { environment });
  const docker = connectEngine(base.environment, shop.folder);
  const cli = {
    ...base,
    engine: async () => docker,
    renderer: async () => createRenderer('quiet', base.stderr, { colour: false }),
    exitWith: (code: number) => codes.push(code),
  };
  await testCommand(cli).parseAsync(words, { from: 'user' });
  return { code: codes[0], ...base.written };
}

test.each([
  ['web', 'e2e'],
  ['lib', 'unit'],
])('test --since runs what a change of %s affects: %s', async (folder, name) => {
  shop.commit({ [`${folder}/a.txt`]: '2' });

  const { code, stdout, stderr } = await gantryTest('--since', 'main');

  expect(stderr).toMatch(/^1 changed file since main /);
  expect(stdout, stderr).toMatch(new RegExp(`^${name}\n✔ ${name}: passed`));
  expect(code).toBe(0);
});

test('test --since takes the named services only, and ends with 0 and an empty report where none is affected', async () => {
  shop.commit({ 'web/a.txt': '2' });

  const { code, stdout } = await gantryTest('unit', '--since', 'main');

  expect(code).toBe(0);
  expect(stdout).toMatch(/^passed in /);
  const [only = ''] = readdirSync(join(shop.folder, 'test-results'));
  expect(readFileSync(join(shop.folder, 'test-results', only, 'junit.xml'), 'utf8')).toContain('tests="0"');
});
