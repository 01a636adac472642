import { afterEach, expect, test, vi } from 'vitest';
import { textAt } from '../../scripts/setup/json.ts';
import { aWorkspace, docker, inspectionsOf, leftovers, type Workspace } from '../support/gantry.ts';
import { PATIENCE, SELDOM } from '../support/patience.ts';

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.remove();
  workspace = undefined;
});

/** Nothing that waits for `db` goes on before `finish`. */
const FILES = {
  'compose.yaml': `
services:
  db:
    {image: busybox, command: sleep 600, init: true, volumes: ["data:/data"], healthcheck: {test: test -f /ready, interval: 60s, start_period: 300s, start_interval: 500ms}}
  web: {image: busybox, command: sleep 600, init: true, depends_on: {db: {condition: service_healthy}}}
  worker: {image: busybox, command: sleep 600, init: true, scale: 2}
volumes: {data: {}}
`,
};

/** As soon as `db` runs. */
const finish = (project: string): Promise<string> =>
  vi.waitFor(() => docker('exec', `${project}-db-1`, 'touch', '/ready'), SELDOM);

const running = async (project: string): Promise<readonly string[]> =>
  (await inspectionsOf(project))
    .filter((container) => textAt(container, 'State', 'Status') === 'running')
    .map((container) => textAt(container, 'Name')?.slice(1) ?? '');

test('ten up at once all end well: one makes the application, the others find it there', async () => {
  workspace = aWorkspace('ten', FILES);
  const { start, project } = workspace;

  const ups = Array.from({ length: 10 }, () => start('up -d'));
  const waits = new Set<number>();
  for (const [index, up] of ups.entries())
    up.until('is free').then(
      () => waits.add(index),
      () => {},
    );
  await vi.waitFor(() => expect(waits.size).toBe(9), PATIENCE);
  await finish(project);
  const ran = await Promise.all(ups.map(({ ended }) => ended));

  expect(ran.map(({ code, stderr }) => [code, code === 0 ? '' : stderr])).toEqual(ran.map(() => [0, '']));
  const created = ran.filter(({ stderr }) => stderr.includes(`Container ${project}-db-1 Created`));
  expect(created).toHaveLength(1);
  const [waiting = ''] = ran.filter((one) => !created.includes(one)).map(({ stderr }) => stderr);
  expect(waiting).toContain(`project "${project}" is free: "up" of `);
  expect(waiting).toContain('nothing changed');
  expect((await running(project)).toSorted()).toEqual(
    ['db-1', 'web-1', 'worker-1', 'worker-2'].map((name) => `${project}-${name}`),
  );
  expect((await leftovers(project)).filter((line) => line.startsWith('lock'))).toEqual([]);
});

test('of two commands that contradict each other, the second one has its way', async () => {
  workspace = aWorkspace('two', FILES);
  const { gantry, start, project } = workspace;
  const first = start('up -d');
  await finish(project);
  await first.ended;

  const four = start('scale worker=4');
  await four.until('worker-3 Creating');
  const one = await gantry('scale worker=1');
  expect([one.code, (await four.ended).code]).toEqual([0, 0]);
  expect((await running(project)).filter((name) => name.includes('worker'))).toEqual([`${project}-worker-1`]);

  const up = start('up -d --force-recreate');
  await up.until('db-1 Started');
  const down = start('down -v');
  await down.until('is free');
  await finish(project);
  expect([(await down.ended).code, (await up.ended).code]).toEqual([0, 0]);
  expect(await leftovers(project)).toEqual([]);
});

test('whoever will not wait is told who changes the project, and changes nothing', async () => {
  workspace = aWorkspace('held', FILES);
  const { gantry, start, folder, project } = workspace;
  const up = start('up -d');
  await up.until('db-1 Started');

  const refused = await gantry('down --no-wait');

  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(
    new RegExp(
      `^error: project "${project}" is being changed: "up" of .+ on .+ \\(process \\d+, in ${folder}, since .+\\) \\(project-locked\\)`,
    ),
  );
  // Whoever only reads never waits.
  expect((await gantry('ps')).code).toBe(0);
  await finish(project);
  expect((await up.ended).code).toBe(0);
  expect(await running(project)).toHaveLength(4);
});

test('the lock of a command that was killed is taken over at once, and what it began is brought to its end', async () => {
  workspace = aWorkspace('killed', FILES);
  const { start, project } = workspace;
  const up = start('up -d');
  await up.until('Creating');
  up.process.kill('SIGKILL');
  await up.ended;
  expect(await leftovers(project)).toContain(`lock gantry-lock-${project}`);

  const again = start('up -d --no-wait');
  await finish(project);

  expect(await again.ended).toMatchObject({ code: 0 });
  expect(await running(project)).toHaveLength(4);
  expect((await leftovers(project)).filter((line) => line.startsWith('lock'))).toEqual([]);
});
