import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startEngineProxy } from '../support/engine-proxy.ts';
import { freeSubnet } from '../support/free-addresses.ts';
import { aWorkspace, containersOf, docker, leftovers, type Workspace } from '../support/gantry.ts';
import { gantryInTerminal } from '../support/terminal.ts';

const [SUBNET, ANOTHER, THIRD] = [await freeSubnet(), await freeSubnet(), await freeSubnet()];

let workspace: Workspace;
afterEach(() => workspace.remove());

const FILE = `
services:
  web:
    image: busybox:latest
    command: sleep 600
    init: true
    mem_limit: 64m
    networks: {front: {aliases: [site], ipv4_address: ${SUBNET}.10}, back: {}}
  api:
    image: busybox:latest
    command: sleep 600
    init: true
    networks: [back]
    volumes: ["data:/data"]
networks:
  front: {ipam: {config: [{subnet: ${SUBNET}.0/24}]}}
  back: {}
volumes: {data: {}}
`;

const edit = (...changes: readonly (readonly [from: string, to: string])[]): string =>
  changes.reduce((text, [from, to]) => text.replace(from, to), FILE);
const look = (container: string, format: string): string => docker('inspect', '--format', format, container);
const MEMORY = '{{.HostConfig.Memory}}/{{.HostConfig.MemorySwap}} {{.HostConfig.RestartPolicy.Name}}';

async function started(name: string): Promise<{ web: string; api: string; before: object }> {
  workspace = aWorkspace(name, { 'compose.yaml': FILE });
  expect((await workspace.gantry('up -d')).stderr).toContain('Started');
  const { project } = workspace;
  return { web: `${project}-web-1`, api: `${project}-api-1`, before: await containersOf(project) };
}

async function isSettled(): Promise<void> {
  expect((await workspace.gantry('plan --detailed-exitcode')).code).toBe(0);
}

test('up changes limits without a restart, also back to what the container was made with', async () => {
  const { web, before } = await started('limits');
  workspace.write('compose.yaml', edit(['mem_limit: 64m', 'mem_limit: 128m\n    restart: on-failure']));

  expect((await workspace.gantry('plan')).stdout).toContain('mem_limit: 64m → 128m');
  expect((await workspace.gantry('up -d')).code).toBe(0);
  expect(look(web, MEMORY)).toBe('134217728/268435456 on-failure');
  await isSettled();

  workspace.write('compose.yaml', FILE);
  expect((await workspace.gantry('up -d')).code).toBe(0);
  expect(look(web, MEMORY)).toBe('67108864/134217728 no');
  await isSettled();
  expect(await containersOf(workspace.project)).toEqual(before);
});

test('up repairs what was changed by hand, and touches nothing else', async () => {
  const { web, api, before } = await started('by-hand');
  const { project } = workspace;
  docker('update', '--memory', '32m', '--memory-swap', '64m', web);
  docker('network', 'disconnect', `${project}_front`, web);
  docker('network', 'connect', 'bridge', api);

  const plan = await workspace.gantry('plan');
  expect(plan.stdout).toContain('mem_limit: 32m → 64m');
  expect(plan.stdout).toContain('networks.bridge: connected → (unset)');
  expect((await workspace.gantry('up -d')).code).toBe(0);
  await isSettled();
  expect(look(web, MEMORY)).toBe('67108864/134217728 no');
  expect(docker('exec', web, 'nslookup', 'site')).toContain(`${SUBNET}.10`);
  expect(await containersOf(project)).toEqual(before);

  docker('rm', '--force', api);
  docker('stop', '--time', '0', web);
  docker('network', 'disconnect', '--force', `${project}_front`, web);
  docker('network', 'rm', `${project}_front`);
  docker('volume', 'rm', `${project}_data`);
  expect((await workspace.gantry('up -d')).code).toBe(0);
  expect((await workspace.gantry('plan --verify --detailed-exitcode')).code).toBe(0);
  expect(docker('exec', web, 'nslookup', 'site')).toContain(`${SUBNET}.10`);
});

test('up swaps the names of containers that run, in the file or by hand, and passes them on', async () => {
  const name = (container: string) =>
    look(container, '{{index .Config.Labels "com.docker.compose.service"}}');
  const { web, api, before } = await started('names');
  const [one, two] = [`${workspace.project}-one`, `${workspace.project}-two`];
  const named = (forWeb: string, forApi: string): string =>
    edit(
      ['  web:', `  web:\n    container_name: ${forWeb}`],
      ['  api:', `  api:\n    container_name: ${forApi}`],
    );
  for (const [forWeb, forApi] of [
    [one, two],
    [two, one],
    [one, web],
  ] as const) {
    workspace.write('compose.yaml', named(forWeb, forApi));
    expect((await workspace.gantry('up -d')).code).toBe(0);
    expect([name(forWeb), name(forApi)]).toEqual(['web', 'api']);
    await isSettled();
  }
  workspace.write('compose.yaml', FILE);
  expect((await workspace.gantry('up -d')).code).toBe(0);

  docker('rename', web, one);
  docker('rename', api, web);
  docker('rename', one, api);
  expect((await workspace.gantry('up -d')).code).toBe(0);
  expect([name(web), name(api)]).toEqual(['web', 'api']);
  expect(await containersOf(workspace.project)).toEqual(before);
  await isSettled();
});

test('up makes a network anew, and moves to one of another name, while its containers run', async () => {
  const { web, before } = await started('networks');
  const { project } = workspace;
  workspace.write('compose.yaml', FILE.replaceAll(SUBNET, ANOTHER));
  const plan = await workspace.gantry('plan');
  expect(plan.stdout).toContain('~ reconnect container');
  expect(plan.stdout).toContain(`subnet: ${SUBNET}.0/24 → ${ANOTHER}.0/24`);
  expect((await workspace.gantry('up -d')).code).toBe(0);
  await isSettled();
  expect(docker('exec', web, 'nslookup', 'site')).toContain(`${ANOTHER}.10`);

  const renamed = FILE.replace('  front: {ipam', `  front: {name: ${project}-new, ipam`);
  workspace.write('compose.yaml', renamed.replaceAll(SUBNET, THIRD));
  expect((await workspace.gantry('up -d')).code).toBe(0);
  await isSettled();
  expect(docker('exec', web, 'nslookup', 'site')).toContain(`${THIRD}.10`);
  expect(await leftovers(project)).not.toContain(`network ${project}_front`);
  expect(await containersOf(project)).toEqual(before);
  // It can be started again, too.
  docker('restart', '--time', '0', web);
  expect(docker('exec', web, 'nslookup', 'site')).toContain(`${THIRD}.10`);
});

test('up keeps a volume that changed, with its data, until somebody agrees to lose it by name', async () => {
  const { api, before } = await started('destroy');
  const { project } = workspace;
  docker('exec', api, 'touch', '/data/mine');
  workspace.write('compose.yaml', edit(['volumes: {data: {}}', 'volumes: {data: {labels: {tier: gold}}}']));

  const kept = await workspace.gantry('up -d -y');
  expect(kept.code).toBe(0);
  expect(kept.stderr).toContain(`--destroy-data ${project}_data destroys and recreates it`);
  expect(await containersOf(project)).toEqual(before);
  expect((await workspace.gantry('plan')).stdout).toContain(`! DATA LOSS volume ${project}_data: not done`);

  expect((await workspace.gantry('up -d --destroy-data data')).code).toBe(0);
  expect(docker('exec', api, 'ls', '/data')).toBe('');
  await isSettled();
});

test('up makes a volume anew under containers that keep what is in their anonymous volumes', async () => {
  const { api } = await started('destroy-anonymous');
  const withCache = edit(['volumes: ["data:/data"]', 'volumes: ["data:/data", "/cache"]']);
  workspace.write('compose.yaml', withCache);
  expect((await workspace.gantry('up -d')).code).toBe(0);
  docker('exec', api, 'touch', '/cache/mine', '/data/mine');
  const changed = withCache.replace('volumes: {data: {}}', 'volumes: {data: {labels: {tier: gold}}}');
  workspace.write('compose.yaml', changed);

  expect((await workspace.gantry('up -d --destroy-data data')).code).toBe(0);
  expect(docker('exec', api, 'ls', '/data')).toBe('');
  expect(docker('exec', api, 'ls', '/cache')).toBe('mine');
  await isSettled();
  expect((await workspace.gantry('down -v')).code).toBe(0);
  expect(await leftovers(workspace.project)).toEqual([]);
});

test('up that is interrupted while it makes a volume anew leaves anonymous volumes to the next one', async () => {
  const { api } = await started('destroy-interrupted');
  const withCache = edit(['volumes: ["data:/data"]', 'volumes: ["data:/data", "/cache"]']);
  workspace.write('compose.yaml', withCache);
  expect((await workspace.gantry('up -d')).code).toBe(0);
  docker('exec', api, 'touch', '/cache/mine');
  const changed = withCache.replace('volumes: {data: {}}', 'volumes: {data: {labels: {tier: gold}}}');
  workspace.write('compose.yaml', changed);
  let volumes = 0;
  // The first one is the lock of the project.
  const proxy = await startEngineProxy((request) => request === 'POST /volumes/create' && volumes++ > 0);
  const interrupted = await workspace.gantry('up -d --destroy-data data', { DOCKER_HOST: proxy.host });
  await proxy.close();
  expect(interrupted.code).toBe(1);
  expect(await containersOf(workspace.project)).not.toHaveProperty(api);

  expect((await workspace.gantry('up -d')).code).toBe(0);
  expect(docker('exec', api, 'ls', '/cache')).toBe('mine');
  await isSettled();
  expect((await workspace.gantry('down -v')).code).toBe(0);
  expect(await leftovers(workspace.project)).toEqual([]);
});

test('up asks at a terminal, and takes nothing but the name of the volume for an answer', async () => {
  const { api } = await started('typed');
  const volume = `${workspace.project}_data`;
  docker('exec', api, 'touch', '/data/mine');
  workspace.write('compose.yaml', edit(['volumes: {data: {}}', 'volumes: {data: {labels: {tier: gold}}}']));
  const answer = async (typed: string): Promise<void> => {
    const run = gantryInTerminal(workspace, 'up', '-d');
    await run.until(`Type ${volume} to destroy it`);
    run.type(`${typed}\r`);
    expect((await run.ended).code).toBe(0);
  };

  await answer('yes');
  expect(docker('exec', api, 'ls', '/data')).toBe('mine');
  await answer(volume);
  expect(docker('exec', api, 'ls', '/data')).toBe('');
});

test('up refuses to make a volume anew that a container of somebody else has, before it touches anything', async () => {
  const { before } = await started('in-use');
  const { project } = workspace;
  const guest = docker('run', '--detach', '--volume', `${project}_data:/x`, 'busybox:latest', 'sleep', '600');
  workspace.write('compose.yaml', edit(['volumes: {data: {}}', 'volumes: {data: {labels: {tier: gold}}}']));

  const refused = await workspace.gantry('up -d --destroy-data data');
  docker('rm', '--force', guest);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('(in-use)');
  expect(await containersOf(project)).toEqual(before);
});

test('up finds limits that went back although nobody remembers that they were changed, with --verify', async () => {
  workspace = aWorkspace('verify', { 'compose.yaml': FILE });
  const state = join(workspace.folder, 'state');
  const gantry = (words: string) => workspace.gantry(words, { XDG_STATE_HOME: state });
  await gantry('up -d');
  workspace.write('compose.yaml', edit(['mem_limit: 64m', 'mem_limit: 128m']));
  await gantry('up -d');
  rmSync(state, { recursive: true });
  workspace.write('compose.yaml', FILE);

  expect((await gantry('plan --verify')).stdout).toContain('mem_limit: 128m → 64m');
});
