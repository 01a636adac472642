import { afterEach, expect, test } from 'vitest';
import { aWorkspace, containersOf, type Workspace } from '../support/gantry.ts';

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.remove();
  workspace = undefined;
});

const KEPT = { GANTRY_HISTORY: '20' };

/** `web` is replaced after `db`. */
const file = (version: number, web = 'sleep 300'): string => `
x-gantry: {settle: 300ms}
services:
  db: {image: busybox, init: true, command: sleep 300, environment: {VERSION: "${version}"}}
  web:
    image: busybox
    init: true
    command: [sh, -c, "${web}"]
    environment: {VERSION: "${version}"}
    configs: [site]
    depends_on: [db]
configs:
  site: {content: "version ${version}"}
`;
const FAILING = 'echo no password; exit 3';

async function started(name: string): Promise<Workspace> {
  workspace = aWorkspace(name, { 'compose.yaml': file(1) });
  expect(await workspace.gantry('up -d', KEPT)).toMatchObject({ code: 0 });
  return workspace;
}

/** The project is as its first version wants it, contents of configs included. */
async function isFirstAgain({ write, gantry, project }: Workspace): Promise<void> {
  write('compose.yaml', file(1));
  const plan = await gantry('plan --detailed-exitcode', KEPT);
  expect(plan, plan.stdout).toMatchObject({ code: 0 });
  expect(Object.keys(await containersOf(project)).sort()).toEqual([`${project}-db-1`, `${project}-web-1`]);
}

async function outcomes({ gantry }: Workspace): Promise<readonly string[]> {
  const { releases } = JSON.parse((await gantry('history --format json', KEPT)).stdout);
  return releases.map(({ outcome }: { readonly outcome: string }) => outcome);
}

test('up --atomic takes all of a change back when some of it fails, and tells why', async () => {
  const own = await started('atomic');
  own.write('compose.yaml', file(2, FAILING));
  const { code, stderr } = await own.gantry('up -d --atomic', KEPT);
  expect(code).toBe(1);
  expect(stderr).toContain(`error: container ${own.project}-web-1 exited (3) (wait-failed)`);
  expect(stderr).toContain('    | no password\n');
  expect(stderr).toContain(`Returned to release 1 of ${own.project}: `);
  expect(await outcomes(own)).toEqual(['returned', 'done']);
  await isFirstAgain(own);
});

test('a saved plan of up --atomic carries it, and attached up goes back too', async () => {
  const own = await started('atomicsaved');
  own.write('compose.yaml', file(2, FAILING));
  expect(await own.gantry('plan -o plan.json up --atomic', KEPT)).toMatchObject({ code: 0 });
  expect(await own.gantry('apply plan.json', KEPT)).toMatchObject({ code: 1 });
  const attached = await own.gantry('up --atomic', KEPT);
  expect(attached.code).toBe(1);
  expect(attached.stdout).toContain('no password');
  expect(attached.stderr).toContain('Returned to release 1');
  await isFirstAgain(own);
});

test('up --atomic of nothing leaves nothing when it fails', async () => {
  workspace = aWorkspace('atomicfirst', { 'compose.yaml': file(1, FAILING) });
  expect(await workspace.gantry('up -d --atomic', KEPT)).toMatchObject({ code: 1 });
  expect(await containersOf(workspace.project)).toEqual({});
  expect(await outcomes(workspace)).toEqual(['returned']);
});

test('Ctrl-C in the middle of up --atomic takes all of it back', async () => {
  const own = await started('atomicbreak');
  own.write('compose.yaml', file(2).replace('settle: 300ms', 'settle: 60s'));
  const run = own.start('up -d --atomic', KEPT);
  await run.until(`Container ${own.project}-web-1 Started`);
  run.process.kill('SIGINT');
  const { code, stderr } = await run.ended;
  expect(code).toBe(130);
  expect(stderr).toContain('then going back');
  await isFirstAgain(own);
});
