import { afterEach, expect, test } from 'vitest';
import { aWorkspace, containersOf, leftovers, type Workspace } from '../support/gantry.ts';

const FILES = {
  'compose.yaml': `
services:
  web:
    image: busybox:latest
    command: sh -c 'echo from web; exec sleep 600'
    init: true
    environment: {A: "1", EMPTY: ""}
    labels: {role: front}
    depends_on: {db: {condition: service_healthy}}
    volumes: ["data:/data", "./src:/src:ro", "/anonymous"]
    networks: {front: {aliases: [www]}, back: }
    stop_grace_period: 2s
    restart: on-failure:3
    cap_drop: [NET_RAW]
    healthcheck: {test: [CMD, "true"], interval: 30s, timeout: 2s, retries: 2}
  db:
    image: busybox:latest
    command: ["sleep", "600"]
    init: true
    hostname: database
    user: "0"
    tmpfs: [/scratch]
    ports: ["127.0.0.1::99"]
    expose: [98]
    networks: [back]
    logging: {driver: json-file, options: {max-size: 1m}}
    healthcheck: {test: "true", interval: 1s}
networks: {front: {}, back: {internal: true}}
volumes: {data: {labels: {keep: "yes"}}}
`,
  'src/index.html': 'hello',
};

let workspace: Workspace;
afterEach(() => workspace.remove());

test("docker compose's ps, logs and down work on what gantry started", async () => {
  workspace = aWorkspace('theirs', FILES);
  const { project } = workspace;
  const up = await workspace.gantry('up -d');
  expect(up, up.stderr).toMatchObject({ code: 0 });

  const ps = workspace.compose(`-p ${project} ps --services`);
  expect(ps.stdout.split('\n').filter(Boolean).sort()).toEqual(['db', 'web']);
  expect(workspace.compose(`-p ${project} logs web`).stdout).toContain('from web');
  expect(workspace.compose(`-p ${project} down -v`).code).toBe(0);
  expect(leftovers(project)).toEqual([]);
});

test('gantry adopts what docker compose created: nothing is replaced', async () => {
  workspace = aWorkspace('adopt', FILES);
  const { project } = workspace;
  const created = workspace.compose('up -d');
  expect(created, created.stderr).toMatchObject({ code: 0 });
  const before = containersOf(project);

  const plan = await workspace.gantry('plan --detailed-exitcode');
  expect(plan, plan.stdout).toMatchObject({ code: 0 });
  expect((await workspace.gantry('up -d')).code).toBe(0);
  expect(containersOf(project)).toEqual(before);
});
