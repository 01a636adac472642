import { existsSync, globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/context/command-names.ts';
import { allButReads, type EngineProxy, startEngineProxy } from '../support/engine-proxy.ts';
import { aWorkspace, containersOf, type Workspace } from '../support/gantry.ts';

/**
 * The proof that what shows a plan changes nothing: an engine that refuses everything but reads stands behind every
 * command that changes something, under `--dry-run`, and behind those that only look.
 */
const DRY: Readonly<Record<string, readonly string[]>> = {
  up: ['up -d', 'up -d --force-recreate', 'up -d --scale web=3', 'up -d --build --pull always', 'up --wait'],
  create: ['create', 'create --force-recreate'],
  down: ['down', 'down -v --rmi all --remove-orphans'],
  start: ['start'],
  stop: ['stop'],
  restart: ['restart', 'restart web'],
  pause: ['pause'],
  unpause: ['unpause'],
  kill: ['kill', 'kill -s SIGHUP web'],
  rm: ['rm -f', 'rm -f -s -v'],
  scale: ['scale web=2', 'scale web=0'],
  run: ['run web true', 'run --rm --build web true'],
  build: ['build', 'build --no-cache'],
  pull: ['pull'],
  push: ['push'],
  prune: ['prune --all --yes'],
  commit: ['commit web gt-never:1'],
  cp: ['cp compose.yaml web:/tmp/'],
  plan: [
    'plan',
    'plan up --force-recreate',
    'plan down -v',
    'plan stop',
    'plan restart',
    'plan start',
    'plan rm -s',
    'plan scale web=2',
    'plan --format json',
  ],
};
const LOOKS: Readonly<Record<string, readonly string[]>> = {
  drift: ['drift', 'drift --format json'],
  why: ['why', 'why web --format json'],
  graph: ['graph', 'graph --format dot'],
  ps: ['ps -a', 'ps --drift'],
  ls: ['ls -a'],
  images: ['images'],
  volumes: ['volumes'],
  top: ['top'],
  stats: ['stats --no-stream'],
  port: ['port web 80'],
  logs: ['logs'],
  export: ['export -o export.tar web'],
  attach: ['--dry-run attach web'],
  bundle: ['--dry-run bundle'],
  exec: ['--dry-run exec web touch /never'],
  gc: ['gc --dry-run', 'gc --dry-run --format json'],
  backup: ['--dry-run backup -o never.tar'],
  clone: ['--dry-run clone data never --stop-source'],
  trash: ['trash', 'trash --all --format json', '--dry-run trash empty'],
  history: ['history', 'history --format json'],
  test: ['--dry-run test web'],
  ci: ['--dry-run ci --skip scan,lock'],
  check: ['check --images'],
};
/** They ask no engine, wait for what others do, or are only names of others. */
const NOT_HERE: ReadonlySet<string> = new Set([
  ...[
    'apply',
    'events',
    'wait',
    'watch',
    'dev',
    'publish',
    'open',
    'url',
    'doctor',
    'upgrade',
    'rollback',
    'undo',
    'registry',
    'ui',
    'tui',
    'lock',
    'affected',
    'outdated',
    'unbundle',
    'restore',
    'ingress-image',
    'nodes',
    'drain',
    'move',
  ],
  ...['config', 'convert', 'explain', 'schema', 'version', 'completion', 'viz', 'alpha'],
]);

const FILE = `
services:
  web:
    image: busybox
    command: sleep 600
    init: true
    stop_grace_period: 0s
    ports: ["127.0.0.1::80"]
    volumes: ["data:/data"]
    depends_on: [db]
  db:
    build: {context: ., dockerfile_inline: "FROM busybox"}
    command: sleep 600
    init: true
    stop_grace_period: 0s
volumes: {data: {}}
`;

let workspace: Workspace;
let proxy: EngineProxy;

beforeAll(async () => {
  workspace = aWorkspace('read-only', { 'compose.yaml': FILE });
  proxy = await startEngineProxy(allButReads);
  await workspace.gantry('up -d');
});

afterAll(async () => {
  await proxy.close();
  await workspace.remove();
});

/** Each container of `run` has a name of its own. */
const withoutSlug = (text: string): string => text.replaceAll(/-run-[0-9a-f]{12}/g, '-run-SLUG');

const reads = (request: string): boolean => /^(?:GET|HEAD) /.test(request);

describe('an engine that may only be read', () => {
  test('stands behind every command there is', () => {
    const known = new Set([...Object.keys(DRY), ...Object.keys(LOOKS), ...NOT_HERE]);

    expect(
      COMMANDS.map(({ name }) => name).filter((name) => !name.startsWith('__') && !known.has(name)),
    ).toEqual([]);
  });

  test.each(
    Object.entries({ ...DRY, ...LOOKS }).filter(([name]) => COMMANDS.some((entry) => entry.name === name)),
  )('is enough for %s', async (name, variants) => {
    const before = await containersOf(workspace.project);
    const from = proxy.requests.length;
    for (const words of variants) {
      const dryRun = name in DRY && name !== 'plan' ? '--dry-run ' : '';
      const ran = await workspace.gantry(`${dryRun}${words}`, { DOCKER_HOST: proxy.host });
      expect(ran, `${words}: ${ran.stderr}`).toMatchObject({ code: 0 });
    }
    expect(proxy.requests.slice(from).filter((request) => !reads(request))).toEqual([]);
    expect(await containersOf(workspace.project)).toEqual(before);
  });

  test.each(Object.entries(DRY).filter(([name]) => name !== 'plan'))(
    'gets the plan of %s from plan as from --dry-run',
    async (_, variants) => {
      for (const words of variants) {
        const [plan, dryRun] = [
          await workspace.gantry(`plan ${words}`),
          await workspace.gantry(`--dry-run ${words}`),
        ];
        expect(plan, words).toMatchObject({
          code: 0,
          stdout: expect.stringMatching(/^`gantry [a-z]+[^`]*` would /m),
        });
        expect(withoutSlug(plan.stdout), words).toBe(withoutSlug(dryRun.stdout));
      }
    },
  );

  const root = resolve(import.meta.dirname, '../..');
  const projects = ['fixtures/*/compose.yaml', 'examples/*/compose.yaml']
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .filter((path) => !path.includes('broken-') && existsSync(join(root, path)))
    .sort();

  test.each(projects)('is enough for plan, drift, graph and --dry-run of %s', async (path) => {
    const from = proxy.requests.length;
    for (const words of ['plan', 'drift', 'graph', '--dry-run up -d', '--dry-run down']) {
      const env = { DOCKER_HOST: proxy.host };
      const ran = await workspace.gantry(
        `-f ${join(root, path)} -p ${workspace.project}-fixture ${words}`,
        env,
      );
      // A fixture may need what is not there, such as an external network: that has to be said, not made.
      expect([0, 1, 2], `${words}: ${ran.stderr}`).toContain(ran.code);
      expect(ran.stderr).not.toContain('may only be read');
    }
    expect(proxy.requests.slice(from).filter((request) => !reads(request))).toEqual([]);
  });
});
