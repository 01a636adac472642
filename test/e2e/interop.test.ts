import { afterEach, describe, expect, test } from 'vitest';
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

/** What a hash is made of in other ways: ids of other containers, files, namespaces, and what is not written by anybody. */
const SHARING = {
  'compose.yaml': `
services:
  vpn: {image: busybox:latest, command: sleep 600, init: true, stop_grace_period: 1s, ports: ["127.0.0.1::80"]}
  inside: {image: busybox:latest, command: sleep 600, init: true, network_mode: "service:vpn", pid: "service:vpn"}
  data: {image: busybox:latest, command: sleep 600, init: true, volumes: ["vol:/data"], tmpfs: [/t]}
  reader: {image: busybox:latest, command: sleep 600, init: true, volumes_from: ["data:ro"], links: ["data:store"]}
  limits:
    image: busybox:latest
    command: sleep 600
    init: true
    env_file: [limits.env]
    environment: {FROM: here}
    deploy: {resources: {limits: {memory: 64M, pids: 50}}, restart_policy: {condition: on-failure, max_attempts: 2}}
    healthcheck: {test: "true", interval: 30s, start_period: 1s}
    secrets: [token]
    configs: [{source: motd, target: /etc/motd}, {source: said, target: /etc/said}]
    volumes: [{type: bind, source: ./src, target: /src, bind: {propagation: rprivate}}]
    depends_on: {data: {condition: service_started, restart: true}}
  pair: {image: busybox:latest, command: sleep 600, init: true, scale: 2, ulimits: {nofile: 512}, x-note: {any: thing}}
volumes: {vol: {}}
secrets: {token: {file: ./token.txt}}
configs: {motd: {file: ./motd.txt}, said: {content: hello}}
`,
  'limits.env': 'A=1\nFROM=file\n',
  'token.txt': 'secret',
  'motd.txt': 'hello',
  'src/a.txt': 'a',
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
  expect(await leftovers(project)).toEqual([]);
});

describe.each([
  ['with networks, volumes and healthchecks', FILES],
  ['with namespaces, files and limits', SHARING],
])('a project %s', (_what, files) => {
  test('gantry adopts what docker compose created: nothing is replaced', async () => {
    workspace = aWorkspace('adopt', files);
    const { project } = workspace;
    const created = workspace.compose('up -d');
    expect(created, created.stderr).toMatchObject({ code: 0 });
    const before = await containersOf(project);

    const plan = await workspace.gantry('plan --detailed-exitcode');
    expect(plan, plan.stdout).toMatchObject({ code: 0 });
    expect((await workspace.gantry('up -d')).code).toBe(0);
    expect(await containersOf(project)).toEqual(before);
  });

  test('docker compose goes on with what gantry made: nothing is replaced', async () => {
    workspace = aWorkspace('back', files);
    const { project } = workspace;
    const created = await workspace.gantry('up -d');
    expect(created, created.stderr).toMatchObject({ code: 0 });
    const before = await containersOf(project);

    const up = workspace.compose('up -d');
    expect(up, up.stderr).toMatchObject({ code: 0 });
    expect(await containersOf(project)).toEqual(before);
  });
});
