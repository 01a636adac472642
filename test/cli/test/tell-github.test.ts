import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testCommand } from '../../../src/cli/commands/test.ts';
import { withRenderer } from '../../../src/cli/context/with-renderer.ts';
import { connectEngine } from '../../../src/engine/connect.ts';
import { aCli } from '../../support/a-cli.ts';
import { aRepository, type Repository } from '../../support/a-repository.ts';
import { type MemoryEngine, startMemoryEngine } from '../../support/memory-engine/memory-engine.ts';

let shop: Repository;
let engine: MemoryEngine;

beforeEach(async () => {
  engine = await startMemoryEngine();
  shop = aRepository({
    'services/shop/compose.yaml': `services:
  e2e: {image: busybox, command: "\${E2E:-echo e2e}", environment: {API_TOKEN: "\${TOKEN:-}"}, x-gantry: {test: true}}
`,
    '.gitignore': 'state\ntest-results\n*.md\n',
  });
});
afterEach(async () => {
  shop.remove();
  await engine.close();
});

async function gantryTest(variables: Readonly<Record<string, string>>, words: readonly string[] = []) {
  const codes: number[] = [];
  const cwd = join(shop.folder, 'services/shop');
  const environment = {
    DOCKER_HOST: engine.host,
    XDG_STATE_HOME: join(shop.folder, 'state'),
    TOKEN: 'to,ken:1',
    ...variables,
  };
  const base = aCli(cwd, { environment });
  const docker = connectEngine(base.environment, cwd);
  const cli = {
    ...withRenderer(base, 'quiet'),
    engine: async () => docker,
    exitWith: (code: number) => codes.push(code),
  };
  await testCommand(cli).parseAsync(words, { from: 'user' });
  return { code: codes[0], ...base.written };
}

test.each([
  [['-o', '/proc/gantry/results'], /^error: \/proc\/gantry\/results cannot be written/],
  [['--junit', '.'], /^error: \. cannot be written: it is a folder/],
])('gantry test %j refuses before it starts anything', async (words, message) => {
  const { code, stderr } = await gantryTest({}, words);

  expect(stderr).toMatch(message);
  expect(code).toBe(2);
  expect([...engine.world.containers]).toEqual([]);
});

describe('gantry test on GitHub', () => {
  test('hides secrets, shows what failed, and adds to the summary of the step', async () => {
    const summary = join(shop.folder, 'step.md');
    const { code, stderr } = await gantryTest({
      E2E: 'false',
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: summary,
    });

    expect(code).toBe(1);
    expect(stderr.indexOf('::add-mask::to,ken:1\n')).toBe(0);
    expect(stderr).toContain('::error title=gantry test::1 of 1 tests failed\n');
    expect(stderr).toContain('::error title=e2e::e2e ended with exit code 1\n');
    const text = readFileSync(summary, 'utf8');
    expect(text).toMatch(/^## gantry test: shop ❌ failed\n/);
    expect(text).toContain('| e2e |  | e2e ended with exit code 1 |');
  });

  test('fails, and says why, when tests passed and the summary cannot be written', async () => {
    const { code, stderr, stdout } = await gantryTest({
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: join(shop.folder, 'no/step.md'),
    });

    expect(stdout).toContain('✔ e2e: passed');
    expect(stderr).toContain('cannot be written: its folder does not exist');
    expect(code).toBe(1);
  });

  test('is silent elsewhere', async () => {
    const { code, stderr } = await gantryTest({ E2E: 'false', CI: 'true' });

    expect(code).toBe(1);
    expect(stderr).not.toContain('::');
  });
});
