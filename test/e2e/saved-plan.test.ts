import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { aWorkspace, containersOf, type Workspace } from '../support/gantry.ts';

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.remove();
  workspace = undefined;
});

const FILE = (greeting: string): string => `
services:
  web:
    image: busybox
    command: sleep 300
    stop_grace_period: 0s
    environment:
      GREETING: ${greeting}
      API_TOKEN: canary-in-environment
    secrets: [key]
secrets:
  key:
    environment: KEY
`;
const KEY = { KEY: 'canary-in-secret' };

describe('a saved plan', () => {
  test('is run as it is by `apply`, and there is nothing left to do after it', async () => {
    workspace = aWorkspace('saved', { 'compose.yaml': FILE('hello') });

    const saved = await workspace.gantry('plan -o plan.json', KEY);
    const applied = await workspace.gantry('apply plan.json', KEY);
    const after = await workspace.gantry('plan --detailed-exitcode', KEY);

    expect(saved).toMatchObject({ code: 0, stderr: '' });
    expect(applied).toMatchObject({ code: 0 });
    expect(Object.keys(await containersOf(workspace.project))).toEqual([`${workspace.project}-web-1`]);
    expect(after).toMatchObject({ code: 0 });
  });

  test('is saved of any command, on whichever side of it the flags of `plan` stand', async () => {
    workspace = aWorkspace('sides', { 'compose.yaml': FILE('hello') });
    await workspace.gantry('up -d', KEY);

    const before = await workspace.gantry('plan -o down.json --detailed-exitcode down -v', KEY);
    const behind = await workspace.gantry('plan down -v --detailed-exitcode -o behind.json', KEY);
    const forced = await workspace.gantry('plan --format json --force-recreate web', KEY);
    const run = await workspace.gantry('plan -o run.json run web true', KEY);
    const applied = await workspace.gantry('apply down.json', KEY);

    expect(before).toMatchObject({ code: 2, stdout: behind.stdout });
    expect(JSON.parse(forced.stdout)).toMatchObject({ verb: 'up', totals: { replace: 1 } });
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(applied).toMatchObject({ code: 0 });
    expect(await containersOf(workspace.project)).toEqual({});
  });

  test('holds no secret', async () => {
    workspace = aWorkspace('secretless', { 'compose.yaml': FILE('hello') });

    await workspace.gantry('plan -o plan.json', KEY);

    expect(readFileSync(join(workspace.folder, 'plan.json'), 'utf8')).not.toContain('canary');
  });

  test('is refused when the file has changed since, with what is another one now, and nothing is done', async () => {
    workspace = aWorkspace('moved', { 'compose.yaml': FILE('hello') });
    await workspace.gantry('plan -o plan.json', KEY);
    workspace.write('compose.yaml', FILE('hello').replace('  web:', '  site:'));

    const applied = await workspace.gantry('apply plan.json', KEY);

    expect(applied.code).toBe(1);
    expect(applied.stderr).toContain('(plan-outdated)');
    expect(applied.stderr).toContain(`planned then: Container ${workspace.project}-web-1: create`);
    expect(applied.stderr).toContain(`planned now:  Container ${workspace.project}-site-1: create`);
    expect(await containersOf(workspace.project)).toEqual({});
  });

  test('is refused when only a secret has changed, or the engine', async () => {
    workspace = aWorkspace('secret', { 'compose.yaml': FILE('hello') });
    await workspace.gantry('plan -o plan.json', KEY);

    const otherSecret = await workspace.gantry('apply plan.json', { KEY: 'another' });
    await workspace.gantry('up -d', KEY);
    const otherEngine = await workspace.gantry('apply plan.json', KEY);

    expect(otherSecret).toMatchObject({ code: 1 });
    expect(otherSecret.stderr).toContain('the same changes, with other values');
    expect(otherEngine).toMatchObject({ code: 1 });
    expect(otherEngine.stderr).toContain('planned then:');
  });

  test('is not made of `run`, which never does the same thing twice', async () => {
    workspace = aWorkspace('saved-run', { 'compose.yaml': FILE('hello') });

    const ran = await workspace.gantry('plan run -o run.plan web true', KEY);

    expect(ran).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('a plan of `run` cannot be saved'),
    });
  });

  test('is refused when it is no plan', async () => {
    workspace = aWorkspace('noplan', { 'plan.json': '{"gantry":"plan"' });

    const applied = await workspace.gantry('apply plan.json');

    expect(applied.code).toBe(1);
    expect(applied.stderr).toContain('plan.json is not a plan that gantry saved (bad-usage)');
  });
});
