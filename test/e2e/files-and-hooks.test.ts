import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { aWorkspace, containersOf, docker, leftovers, type Workspace } from '../support/gantry.ts';
import { outputOfRun } from '../support/output-of-run.ts';
import { SELDOM } from '../support/patience.ts';

let workspace: Workspace;
afterEach(() => workspace.remove());

/** Shows its config when it starts and with every SIGHUP; ends at once when it is told to. */
const SERVER = `sh -c 'trap "cat /etc/site; echo reloaded" HUP; trap "exit 0" TERM; cat /etc/site; while :; do sleep 0.05; done'`;

const web = (): string => `${workspace.project}-web-1`;
const inWeb = (...words: readonly string[]): string => docker('exec', web(), ...words);

test('an edited config is seen, named and handled as the file says, and then there is nothing to do', async () => {
  const compose = (onChange: string): string => `services:
  web:
    image: busybox:latest
    command: ${SERVER}
    configs: [{source: site, target: /etc/site, uid: "70", gid: "71", mode: 0440}]
configs:
  site: {file: ./site.conf, x-gantry: {on-change: ${onChange}}}
`;
  workspace = aWorkspace('on-change', { 'compose.yaml': compose('{signal: SIGHUP}'), 'site.conf': 'one\n' });
  await workspace.gantry('up -d');
  expect(inWeb('stat', '-c', '%u %g %a', '/etc/site')).toBe('70 71 440');
  const before = await containersOf(workspace.project);

  workspace.write('site.conf', 'renewed\n');
  const plan = await workspace.gantry('plan');
  expect(plan.stdout).toContain('configs.site.content: changed');
  expect(plan.stdout).not.toContain('renewed');
  expect((await workspace.gantry('up -d')).code).toBe(0);

  expect(await containersOf(workspace.project)).toEqual(before);
  expect(inWeb('cat', '/etc/site')).toBe('renewed');
  await expect.poll(() => docker('logs', web()), SELDOM).toContain('renewed\nreloaded');
  expect((await workspace.gantry('plan --detailed-exitcode')).code).toBe(0);

  workspace.write('compose.yaml', compose('restart'));
  expect((await workspace.gantry('plan --detailed-exitcode')).code).toBe(0);
  workspace.write('site.conf', 'three\n');
  await workspace.gantry('up -d');

  const restarted = await containersOf(workspace.project);
  expect(restarted[web()]?.split(' ')[0]).toBe(before[web()]?.split(' ')[0]);
  expect(restarted).not.toEqual(before);
  expect(inWeb('cat', '/etc/site')).toBe('three');
  expect((await workspace.gantry('plan --detailed-exitcode')).code).toBe(0);

  workspace.write('compose.yaml', compose('recreate'));
  workspace.write('site.conf', 'four\n');
  await workspace.gantry('up -d');
  expect((await containersOf(workspace.project))[web()]?.split(' ')[0]).not.toBe(
    before[web()]?.split(' ')[0],
  );
  expect(inWeb('cat', '/etc/site')).toBe('four');
});

test('a rotated secret reaches the container, and a file that an editor replaced is mounted anew', async () => {
  workspace = aWorkspace('secret', {
    'compose.yaml': `services:
  web:
    image: busybox:latest
    command: ${SERVER}
    secrets: [token]
    configs: [{source: site, target: /etc/site}]
secrets:
  token: {environment: TOKEN}
configs:
  site: {file: ./site.conf}
`,
    'site.conf': 'one\n',
  });
  await workspace.gantry('up -d', { TOKEN: 'first' });
  expect((await workspace.gantry('plan --detailed-exitcode', { TOKEN: 'first' })).code).toBe(0);

  const rotated = await workspace.gantry('up -d', { TOKEN: 'second' });
  expect(rotated.code).toBe(0);
  expect(`${rotated.stdout}${rotated.stderr}`).not.toContain('second');
  expect(inWeb('cat', '/run/secrets/token')).toBe('second');

  workspace.write('site.conf.new', 'two\n');
  renameSync(join(workspace.folder, 'site.conf.new'), join(workspace.folder, 'site.conf'));
  expect(inWeb('cat', '/etc/site')).toBe('one');
  const plan = await workspace.gantry('plan', { TOKEN: 'second' });
  expect(plan.stdout).toContain('-1 because configs.site.file was replaced');
  await workspace.gantry('up -d', { TOKEN: 'second' });

  expect(inWeb('cat', '/etc/site')).toBe('two');
  expect((await workspace.gantry('plan --detailed-exitcode', { TOKEN: 'second' })).code).toBe(0);
});

test('hooks run around every start and stop, also of a replacement and of scaling down', async () => {
  const compose = (level: string): string => `services:
  web:
    image: busybox:latest
    command: ${SERVER}
    environment: {LEVEL: ${level}}
    volumes: [work:/notes]
    configs: [{source: site, target: /etc/site}]
    secrets: [token]
    pre_start: [{command: [sh, -c, 'echo pre_start $$LEVEL $$(cat /etc/site) $$(cat /run/secrets/token) >> /notes/log']}]
    post_start: [{command: [sh, -c, 'echo post_start >> /notes/log']}]
    pre_stop: [{command: [sh, -c, 'echo pre_stop >> /notes/log']}]
volumes: {work: {}}
configs: {site: {content: hello}}
secrets: {token: {environment: TOKEN}}
`;
  workspace = aWorkspace('hooks', { 'compose.yaml': compose('one'), '.env': 'TOKEN=secret\n' });
  const log = (): readonly string[] => inWeb('cat', '/notes/log').split('\n');
  const START = ['pre_start one hello secret', 'post_start'];

  await workspace.gantry('up -d');
  expect(log()).toEqual(START);
  await workspace.gantry('up -d --scale web=2');
  expect(log()).toEqual([...START, 'post_start']);
  await workspace.gantry('up -d');
  const scaled = [...START, 'post_start', 'pre_stop'];
  expect(log()).toEqual(scaled);

  workspace.write('compose.yaml', compose('two'));
  await workspace.gantry('up -d');
  const replaced = [...scaled, 'pre_stop', 'pre_start two hello secret', 'post_start'];
  expect(log()).toEqual(replaced);
  await workspace.gantry('restart');
  const restarted = [...replaced, 'pre_stop', 'post_start'];
  expect(log()).toEqual(restarted);
  expect((await workspace.gantry('down')).code).toBe(0);
  const volume = `${workspace.project}_work:/notes`;
  const after = outputOfRun('-v', volume, 'busybox:latest', 'cat', '/notes/log');
  expect(after.split('\n')).toEqual([...restarted, 'pre_stop']);
  expect(await leftovers(workspace.project)).toEqual([`volume ${workspace.project}_work`]);
});

test('a hook that fails says what it wrote last, and starts nothing; a pre_start keeps its container for a look', async () => {
  workspace = aWorkspace('hook-fails', {
    'compose.yaml': `services:
  web:
    image: busybox:latest
    command: sleep 1h
    init: true
    pre_start: [{command: [sh, -c, 'echo no database >&2; exit \${PRE:-0}']}]
    post_start: [{command: [sh, -c, 'seq 1 12; exit \${POST:-0}']}]
`,
  });
  const helper = `${web()}-pre_start-1`;

  const first = await workspace.gantry('up -d', { PRE: '3' });
  expect(first.code).toBe(1);
  expect(first.stderr).toContain(
    `pre_start[0] of service "web" ended with exit code 3 (container ${helper} is kept)`,
  );
  expect(first.stderr).toContain('| no database');
  expect(await leftovers(workspace.project)).toContain(`container ${helper}`);
  expect(docker('inspect', '--format', '{{.State.Status}}', web())).toBe('created');

  const second = await workspace.gantry('up -d', { POST: '4' });
  expect(second.code).toBe(1);
  expect(second.stderr).toContain('post_start[0] of service "web" ended with exit code 4');
  const block = second.stderr.slice(second.stderr.indexOf('error:'));
  expect(block.match(/\| \d+/g)).toEqual(
    ['3', '4', '5', '6', '7', '8', '9', '10', '11', '12'].map((n) => `| ${n}`),
  );
  expect(await leftovers(workspace.project)).not.toContain(`container ${helper}`);
  expect(docker('inspect', '--format', '{{.State.Status}}', web())).toBe('exited');
});

test('a post_start that failed runs again with the next up, wherever that is run', async () => {
  workspace = aWorkspace('hook-again', {
    'compose.yaml': `services:
  web:
    image: busybox:latest
    command: sleep 600
    init: true
    post_start: [{command: [sh, -c, 'test -e /tried || { touch /tried; exit 1; }']}]
`,
  });

  expect((await workspace.gantry('up -d')).code).toBe(1);
  const second = await workspace.gantry('up -d');

  expect(second.code, second.stderr).toBe(0);
  expect(docker('inspect', '--format', '{{.State.Status}}', web())).toBe('running');
});

test('attached up shows what hooks write among the logs, with a terminal too, and runs pre_stop on Ctrl-C', async () => {
  workspace = aWorkspace('hook-logs', {
    'compose.yaml': `services:
  web:
    image: busybox:latest
    tty: true
    command: sh -c 'trap "exit 0" TERM; echo serving; while :; do sleep 0.05; done'
    post_start: [{command: [sh, -c, 'echo warmed up; echo with a complaint >&2']}]
    pre_stop: [{command: [sh, -c, 'echo draining']}]
`,
  });
  const up = workspace.start('up');
  await up.until('with a complaint');
  up.process.kill('SIGINT');
  const { code, stdout } = await up.ended;

  expect(code).toBe(130);
  for (const line of ['warmed up', 'with a complaint', 'draining'])
    expect(stdout).toMatch(new RegExp(`^web-1 -> +\\| ${line}$`, 'm'));
});

test('a container whose pre_stop fails runs on; known by its name only, a project has no hooks, which is told', async () => {
  workspace = aWorkspace('hook-name', {
    'compose.yaml': `services:
  web: {image: "busybox:latest", command: sleep 1h, init: true, pre_stop: [{command: [sh, -c, 'exit 9']}]}
`,
  });
  await workspace.gantry('up -d');

  const before = await containersOf(workspace.project);

  const refused = await workspace.gantry('down');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('pre_stop[0] of service "web" ended with exit code 9');
  expect(await containersOf(workspace.project)).toEqual(before);

  const { code, stderr } = await workspace.gantry(`-p ${workspace.project} down`);
  expect(code).toBe(0);
  expect(stderr).toContain('hooks are not run for a project that is known by its name only');
  expect(await leftovers(workspace.project)).toEqual([]);
});
