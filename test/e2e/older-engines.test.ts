import { afterEach, expect, test } from 'vitest';
import { freeSubnet } from '../support/free-addresses.ts';
import { aWorkspace, containersOf, docker, leftovers, type Workspace } from '../support/gantry.ts';

const [FRONT, BACK, SIDE] = [await freeSubnet(), await freeSubnet(), await freeSubnet()];

let workspace: Workspace;
afterEach(() => workspace.remove());

const OLDER = { DOCKER_API_VERSION: '1.43' };

const FILE = `
services:
  web:
    image: busybox:latest
    command: sleep 600
    init: true
    healthcheck: {test: "true", interval: 60s, start_interval: 1s, start_period: 10s}
    networks:
      front: {aliases: [site], ipv4_address: ${FRONT}.10, mac_address: "02:42:0a:00:00:aa", priority: 9}
      back: {aliases: [depot], ipv4_address: ${BACK}.10}
      side: {mac_address: "02:42:0a:00:00:bb"}
  api:
    image: busybox:latest
    command: sleep 600
    init: true
    networks: [back, side]
networks:
  front: {ipam: {config: [{subnet: ${FRONT}.0/24}]}}
  back: {ipam: {config: [{subnet: ${BACK}.0/24}]}}
  side: {ipam: {config: [{subnet: ${SIDE}.0/24}]}}
`;

test('up puts containers on all their networks with an engine that takes one network with a new container', async () => {
  workspace = aWorkspace('old-engine', { 'compose.yaml': FILE });
  const { project } = workspace;
  const web = `${project}-web-1`;

  const { code, stderr } = await workspace.gantry('up -d', OLDER);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stderr).toContain(
    `container ${web}: "mac_address" on the network ${project}_side is left out: it needs API 1.44`,
  );
  expect(stderr).toContain(`container ${web}: "healthcheck.start_interval" is left out`);

  expect(docker('exec', `${project}-api-1`, 'nslookup', 'depot')).toContain(`${BACK}.10`);
  const links = docker('exec', web, 'ip', 'address');
  expect(links).toMatch(
    new RegExp(`02:42:0a:00:00:aa[^\\n]*\\n +inet ${FRONT.replaceAll('.', '\\.')}\\.10/24`),
  );
  expect(links).toContain(`inet ${BACK}.10/24`);
  expect(links).toContain(`inet ${SIDE}.`);

  const before = await containersOf(project);
  expect((await workspace.gantry('up -d', OLDER)).code).toBe(0);
  expect((await workspace.gantry('up -d')).code).toBe(0);
  expect(await containersOf(project)).toEqual(before);
});

test('up leaves no half-made container when one of the networks cannot be joined', async () => {
  const twice = FILE.replace(
    'networks: [back, side]',
    'networks: {back: {}, side: {ipv4_address: 10.9.9.9}}',
  );
  workspace = aWorkspace('old-engine-fails', { 'compose.yaml': twice });
  const { project } = workspace;

  const { code, stderr } = await workspace.gantry('create api', OLDER);
  expect(code).toBe(1);
  expect(stderr).toContain('10.9.9.9');
  expect(Object.keys(await containersOf(project))).toEqual([]);
});

test('up tells what an engine is too old for before it touches anything', async () => {
  const subpath = `
services:
  web:
    image: busybox:latest
    volumes: [{type: volume, source: data, target: /data, volume: {subpath: a}}]
volumes: {data: {}}
`;
  workspace = aWorkspace('old-engine-subpath', { 'compose.yaml': subpath });

  const { code, stderr } = await workspace.gantry('up -d', OLDER);
  expect(code).toBe(1);
  expect(stderr).toMatch(/service "web" has a "subpath" of the volume at \/data.*1\.45.*has 1\.43/);
  expect(await leftovers(workspace.project)).toEqual([]);
});
