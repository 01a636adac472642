import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allButReads, CALLS_OF_A_SECOND_UP, startEngineProxy } from '../support/engine-proxy.ts';
import { aWorkspace, containersOf, docker, statesOf, type Workspace } from '../support/gantry.ts';

const FILE = `
services:
  web:
    image: busybox:latest
    command: sleep 600
    init: true
    stop_grace_period: 0s
    mem_limit: 64m
    networks: {front: {aliases: [site]}, back: {}}
  api:
    image: busybox:latest
    command: sleep 600
    init: true
    stop_grace_period: 0s
    networks: [back]
    volumes: ["data:/data"]
networks: {front: {}, back: {}}
volumes: {data: {}}
`;

interface ByHand {
  /** `WEB`, `API`, `FRONT` and `DATA` stand for what the project calls them, `PROJECT` for itself. */
  readonly commands: readonly string[];
  /** Lines of `drift`. */
  readonly told: readonly string[];
  /** Of what `ps --drift` says. */
  readonly short?: string;
  readonly kind: 'missing' | 'not-running' | 'changed' | 'extra';
  readonly repair?: string;
}

const EXTRA = 'run -d --init --stop-timeout 0 --label com.docker.compose.project=PROJECT';

const BY_HAND: Readonly<Record<string, ByHand>> = {
  limits: {
    commands: ['update --memory 32m --memory-swap 64m --cpus 0.5 WEB'],
    told: ['container WEB differs in 2 settings', 'mem_limit: is 32m, in the files 64m'],
    short: 'mem_limit 32m→64m, cpus 0.5→(unset)',
    kind: 'changed',
  },
  'a restart policy': {
    commands: ['update --restart always WEB'],
    told: ['restart: is always, in the files no'],
    short: 'restart always→no',
    kind: 'changed',
  },
  'a network that was joined': {
    commands: ['network connect bridge API'],
    told: ['networks.bridge: is connected, in the files (unset)'],
    short: 'networks.bridge connected→(unset)',
    kind: 'changed',
  },
  'a network that was left': {
    commands: ['network disconnect FRONT WEB'],
    told: ['networks.FRONT: is (unset), in the files connected'],
    short: 'networks.FRONT (unset)→connected',
    kind: 'changed',
  },
  'an alias that was lost by leaving and joining again': {
    commands: ['network disconnect FRONT WEB', 'network connect FRONT WEB'],
    told: ['networks.FRONT.aliases: is (unset), in the files WEB, site, web'],
    short: 'networks.FRONT.aliases',
    kind: 'changed',
  },
  'an alias that was lost while the container did not run': {
    commands: ['stop WEB', 'network disconnect FRONT WEB', 'network connect FRONT WEB', 'start WEB'],
    told: ['networks.FRONT.aliases: is (unset), in the files WEB, site, web'],
    short: 'networks.FRONT.aliases',
    kind: 'changed',
  },
  'a container that was stopped': {
    commands: ['stop WEB'],
    told: ['container WEB is not running (exited)'],
    short: 'stopped',
    kind: 'not-running',
  },
  'a container that was killed, and changed': {
    commands: ['update --restart always WEB', 'kill WEB'],
    told: ['container WEB is not running (exited), and differs in 1 setting', 'restart: is always'],
    short: 'stopped, restart always→no',
    kind: 'not-running',
  },
  'a container that was paused': {
    commands: ['pause WEB'],
    told: ['container WEB is not running (paused)'],
    short: 'paused',
    kind: 'not-running',
  },
  'a container that was removed': {
    commands: ['rm --force WEB'],
    told: ['container WEB does not exist'],
    kind: 'missing',
  },
  'a container that was renamed': {
    commands: ['rename WEB mine-WEB'],
    told: ['container_name: is mine-WEB, in the files WEB'],
    short: 'container_name mine-WEB→WEB',
    kind: 'changed',
  },
  'a network that was removed': {
    commands: ['network disconnect FRONT WEB', 'network rm FRONT'],
    told: ['network FRONT does not exist', 'networks.FRONT: is (unset), in the files connected'],
    kind: 'missing',
  },
  'a volume that was removed': {
    commands: ['rm --force API', 'volume rm DATA'],
    told: ['volume DATA does not exist', 'container API does not exist'],
    kind: 'missing',
  },
  'a container of a service that is not there': {
    commands: [`${EXTRA} --name PROJECT-ghost --label com.docker.compose.service=ghost busybox sleep 600`],
    told: ['container PROJECT-ghost belongs to no service of the project'],
    short: 'orphan',
    kind: 'extra',
    repair: 'up -d --remove-orphans',
  },
  'one container too many': {
    commands: [`${EXTRA} --name PROJECT-more --label com.docker.compose.service=web busybox sleep 600`],
    told: ['container PROJECT-more is one too many of its service'],
    short: 'one too many',
    kind: 'extra',
  },
};

const workspaces: Workspace[] = [];
function start(name: string, files: Readonly<Record<string, string>>): Workspace {
  const workspace = aWorkspace(name, files);
  workspaces.push(workspace);
  return workspace;
}
afterAll(async () => {
  for (const workspace of workspaces) await workspace.remove();
});

const isOpenTo = (path: string): number => statSync(path).mode & 0o777;

describe('what was changed by hand', () => {
  let workspace: Workspace;
  /** By name alone, which is as good as a folder without files. */
  let elsewhere: (words: string) => ReturnType<Workspace['gantry']>;
  beforeAll(async () => {
    workspace = start('drift', { 'compose.yaml': FILE });
    expect((await workspace.gantry('up -d')).code).toBe(0);
    elsewhere = (words) => workspace.gantry(`-p ${workspace.project} ${words}`, { COMPOSE_PROJECT_NAME: '' });
  });

  test.each(Object.entries(BY_HAND))(
    '%s: drift finds it, ps shows it, and up repairs it',
    async (_, byHand) => {
      const { project, gantry } = workspace;
      const named = (text: string): string =>
        text
          .replaceAll('PROJECT', project)
          .replaceAll('WEB', `${project}-web-1`)
          .replaceAll('API', `${project}-api-1`)
          .replaceAll('FRONT', `${project}_front`)
          .replaceAll('DATA', `${project}_data`);
      for (const words of byHand.commands) docker(...named(words).split(' '));
      // At once: the engine tells it of limits and names only as long as it remembers its events.
      if (byHand.short !== undefined)
        for (const ps of [gantry, elsewhere])
          expect((await ps('ps --drift --no-trunc')).stdout).toContain(named(byHand.short));

      const found = await gantry('drift');
      expect(found, found.stderr).toMatchObject({ code: 2 });
      for (const line of byHand.told) expect(found.stdout).toContain(named(line));
      const applied = await elsewhere('drift');
      expect(applied, applied.stderr).toMatchObject({ code: 2 });
      for (const line of byHand.told)
        expect(applied.stdout).toContain(named(line).replace('in the files', 'applied'));
      const json = JSON.parse((await gantry('drift --format json')).stdout);
      expect(json).toMatchObject({ version: 1, project, comparedWith: { kind: 'files' } });
      expect(json.drift.map(({ kind }: { kind: string }) => kind)).toContain(byHand.kind);

      const repaired = await gantry(byHand.repair ?? 'up -d --verify');
      expect(repaired, repaired.stderr).toMatchObject({ code: 0 });
      const after = await gantry('drift');
      expect(after, after.stdout).toMatchObject({ code: 0 });
      expect((await elsewhere('drift')).code).toBe(0);
    },
  );
});

test('without files, drift compares with what was applied: edits and lost files do not matter, a newer up does', async () => {
  const workspace = start('drift-applied', { 'compose.yaml': FILE });
  const { project } = workspace;
  const elsewhere = (words: string) =>
    workspace.gantry(`-p ${project} ${words}`, { COMPOSE_PROJECT_NAME: '' });
  await workspace.gantry('up -d --scale api=2');
  workspace.write('compose.yaml', FILE.replace('64m', '128m'));

  const edited = await elsewhere('drift');
  expect(edited, edited.stdout).toMatchObject({ code: 0 });
  expect(edited.stdout).toContain('compared with what was applied on ');
  expect((await workspace.gantry('drift')).stdout).toContain('mem_limit: is 64m, in the files 128m');

  rmSync(join(workspace.folder, 'compose.yaml'));
  docker('update', '--memory', '32m', '--memory-swap', '64m', `${project}-web-1`);
  const lost = await workspace.gantry('drift --format json'); // the name is in the environment
  expect(lost, lost.stderr).toMatchObject({ code: 2 });
  expect(JSON.parse(lost.stdout)).toMatchObject({
    comparedWith: { kind: 'applied', folder: workspace.folder },
    drift: [
      {
        resource: { name: `${project}-web-1` },
        fields: [{ field: 'mem_limit', live: '32m', wanted: '64m' }],
      },
    ],
  });

  workspace.write('compose.yaml', FILE.replace('64m', '128m'));
  await workspace.gantry('up -d');
  expect((await elsewhere('drift')).code).toBe(0);
  expect(readdirSync(join(workspace.folder, '.state/gantry/applied'))).toHaveLength(1);
  await workspace.gantry('down -v');
  expect(readdirSync(join(workspace.folder, '.state/gantry/applied'))).toEqual([]);
  expect((await elsewhere('drift')).stderr).toContain('(no-container)');
});

test('where docker compose made the project, drift goes by the files that the containers name, and says so', async () => {
  const workspace = start('drift-compose', { 'compose.yaml': FILE });
  const { project } = workspace;
  workspace.compose('up -d');
  docker('pause', `${project}-web-1`);

  const found = await workspace.gantry(`-p ${project} drift`);
  expect(found, found.stderr).toMatchObject({ code: 2 });
  expect(found.stdout).toContain(`container ${project}-web-1 is not running (paused)`);
  expect(found.stdout).toContain(
    `compared with ${join(workspace.folder, 'compose.yaml')}, as its containers say`,
  );

  // A first `up` that finds nothing to do takes the project over.
  docker('unpause', `${project}-web-1`);
  const before = await containersOf(project);
  expect((await workspace.gantry('up -d')).code).toBe(0);
  expect(await containersOf(project)).toEqual(before);
  const adopted = await workspace.gantry(`-p ${project} drift`);
  expect(adopted, adopted.stdout).toMatchObject({ code: 0 });
  expect(adopted.stdout).toContain('compared with what was applied on ');
});

test('nothing secret reaches what is kept of a project, and drift tells a changed secret all the same', async () => {
  const file = `
services:
  web:
    image: busybox:latest
    command: ["sh", "-c", "sleep 600 # canary-command"]
    init: true
    stop_grace_period: 0s
    environment: {PASSWORD: canary-variable, URL: "http://me:canary-url@db"}
    env_file: [.secret.env]
    labels: {auth: canary-label}
    secrets: [inline, mounted, {source: copied, target: /run/copied, mode: 0400}]
    configs: [{source: settings, target: /etc/settings}]
    logging: {driver: json-file, options: {tag: canary-tag}}
secrets:
  inline: {environment: TOKEN}
  mounted: {file: ./mounted.txt}
  copied: {file: ./copied.txt}
configs: {settings: {content: canary-config}}
`;
  const workspace = start('drift-secret', {
    'compose.yaml': file,
    '.secret.env': 'FROM_FILE=canary-env-file\n',
    'mounted.txt': 'canary-mounted',
    'copied.txt': 'canary-copied',
  });
  const { project, folder } = workspace;
  const up = await workspace.gantry('up -d', { TOKEN: 'canary-token' });
  expect(up, up.stderr).toMatchObject({ code: 0 });

  const state = join(folder, '.state');
  const files = readdirSync(state, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files.map(({ name }) => name)).toContainEqual(expect.stringContaining(project));
  for (const { parentPath, name } of files) {
    expect(readFileSync(join(parentPath, name), 'utf8')).not.toContain('canary');
    expect(isOpenTo(join(parentPath, name))).toBe(0o600);
    expect(isOpenTo(parentPath)).toBe(0o700);
  }

  const drift = () => workspace.gantry(`-p ${project} drift`, { COMPOSE_PROJECT_NAME: '' });
  expect((await drift()).stdout).toContain('is as it was last applied');
  // The same project with other secrets, as docker compose leaves it.
  workspace.write(
    'compose.yaml',
    file.replace('canary-variable', 'another').replace('canary-config', 'other'),
  );
  expect(workspace.compose('up -d', { TOKEN: 'another-token' }).code).toBe(0);
  const found = await drift();
  expect(found, found.stdout).toMatchObject({ code: 2 });
  expect(found.stdout).toContain('environment.PASSWORD: is another value than applied (••••••)');
  expect(found.stdout).toContain('secrets.inline.content: is another one');
  expect(found.stdout).toContain('configs.settings.content: is another one');
  expect(found.stdout).not.toMatch(/canary|another-token|URL|FROM_FILE/);
});

test('ps --drift makes the calls of a second up, whatever it prints, and shows what no row can beside the table', async () => {
  const services = Array.from(
    { length: 5 },
    (_, i) => `  s${i}: {image: "busybox:latest", command: sleep 600, init: true, stop_grace_period: 0s}\n`,
  );
  const workspace = start('drift-ps', { 'compose.yaml': `services:\n${services.join('')}` });
  const { project } = workspace;
  await workspace.gantry('up -d');
  const proxy = await startEngineProxy(allButReads);
  try {
    const shown = await workspace.gantry('ps --drift', { DOCKER_HOST: proxy.host });
    expect(shown, shown.stderr).toMatchObject({ code: 0 });
    expect([...proxy.requests].sort()).toEqual(CALLS_OF_A_SECOND_UP);
    const [header, ...rows] = shown.stdout.trimEnd().split('\n');
    expect(header).toMatch(/ DRIFT$/);
    expect(rows).toHaveLength(5);
    for (const row of rows) expect(row).toMatch(/ -$/);
  } finally {
    await proxy.close();
  }

  docker('stop', '--time', '0', `${project}-s0-1`);
  docker('rm', '--force', `${project}-s1-1`);
  // The engine's lists know of the end a moment later than its answer.
  await expect.poll(() => statesOf(project)['s0-1']).toBe('exited');
  const template = await workspace.gantry('ps --drift s0 s1 --format {{.Name}}:{{.Drift}}');
  expect(template.stdout).toBe(`${project}-s0-1:stopped\n`);
  expect(template.stderr).toContain(`container ${project}-s1-1 does not exist`);
  const json = (await workspace.gantry('ps --drift --format json')).stdout.trim().split('\n');
  expect(json.map((line) => JSON.parse(line).Drift)).toEqual(['stopped', '', '', '']);
  expect((await workspace.gantry('ps -a --format json')).stdout).not.toContain('Drift');
  expect((await workspace.gantry('ps --drift --wide')).stdout).toMatch(/LAST PROBE +DRIFT\n.* stopped\n/);
});

test('what an engine adds or discards by itself is no drift, whoever made the containers', async () => {
  const settings = [
    'privileged: true',
    'pid: host',
    'ipc: host',
    'cpu_percent: 50',
    'blkio_config: {weight: 300}',
    'mem_limit: 64m, mem_swappiness: 60, oom_kill_disable: true',
    'security_opt: ["no-new-privileges:true"], cap_add: [net_admin], cap_drop: [ALL]',
    'volumes: [/anonymous], tmpfs: ["/scratch:size=1m"], shm_size: 1m',
  ];
  const services = settings.map(
    (setting, index) =>
      `  s${index}: {image: "busybox:latest", command: sleep 600, stop_grace_period: 0s, ${setting}}`,
  );
  const workspace = aWorkspace('engines-own', { 'compose.yaml': ['services:', ...services, ''].join('\n') });
  try {
    for (const up of [workspace.gantry, workspace.compose]) {
      await up('up -d');
      const before = await containersOf(workspace.project);
      expect(Object.keys(before)).toHaveLength(settings.length);
      expect((await workspace.gantry('drift')).stdout).toContain('is as its files say');
      expect((await workspace.gantry('up -d --verify')).code).toBe(0);
      expect(await containersOf(workspace.project)).toEqual(before);
      await workspace.gantry('down -v');
    }
  } finally {
    await workspace.remove();
  }
});
