import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { freePort } from '../support/free-addresses.ts';
import { aWorkspace, containersOf, docker, leftovers, type Workspace } from '../support/gantry.ts';
import { SELDOM } from '../support/patience.ts';

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.remove();
  workspace = undefined;
});

/** An address of its own: a port that is chosen here is no port of another test. */
const ADDRESS = '127.0.53.1';

const FILE = (port: number): string => `
services:
  web:
    image: busybox
    container_name: gt-fixed-${process.pid}
    command: sleep 600
    init: true
    stop_grace_period: 0s
    ports: ["${ADDRESS}:${port}:80"]
    volumes: ["data:/data"]
    environment: {URL: "\${GANTRY_URL_web}"}
volumes: {data: {name: gt-fixed-data-${process.pid}}}
`;

async function aShop(name: string): Promise<Workspace> {
  const file = FILE(await freePort());
  return aWorkspace(name, { 'one/compose.yaml': file, 'two/compose.yaml': file });
}

const urlOf = async (of: Workspace, words: string): Promise<string> =>
  (await of.gantry(`${words} url web`)).stdout.trim();

describe('an instance', () => {
  test('runs beside another one of the same files and beside the project itself', async () => {
    workspace = await aShop('beside');
    const { project } = workspace;
    const started = await Promise.all([
      workspace.gantry('-f one/compose.yaml up -d'),
      workspace.gantry('-f one/compose.yaml --instance a up -d'),
      workspace.gantry('-f two/compose.yaml up -d --instance b'),
    ]);
    const [plain, ...copies] = await Promise.all([
      urlOf(workspace, '-f one/compose.yaml'),
      urlOf(workspace, '-f one/compose.yaml --instance a'),
      urlOf(workspace, '-f two/compose.yaml --instance b'),
    ]);
    const inside = await workspace.gantry('-f one/compose.yaml --instance a exec web env');
    const again = await workspace.gantry('-f one/compose.yaml --instance a plan --detailed-exitcode');
    const listed = JSON.parse((await workspace.gantry('ls --format json')).stdout);

    expect(started.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(new Set([plain, ...copies]).size).toBe(3);
    expect(inside.stdout).toContain(`URL=${copies[0]}`);
    expect(again).toMatchObject({ code: 0 });
    expect(docker('volume', 'ls', '-q', '--filter', `name=gt-fixed-data-${process.pid}`).split('\n')).toEqual(
      [`gt-fixed-data-${process.pid}`, `gt-fixed-data-${process.pid}-a`, `gt-fixed-data-${process.pid}-b`],
    );
    expect(listed).toContainEqual(
      expect.objectContaining({ Name: `${project}-b`, Project: project, Instance: 'b' }),
    );

    expect(await workspace.gantry('-f two/compose.yaml --instance b down -v')).toMatchObject({ code: 0 });
    expect(await leftovers(`${project}-b`)).toEqual([]);
    expect(Object.keys(await containersOf(`${project}-a`))).toEqual([`${project}-a-web-1`]);
  });

  test('is one, however many start it at once', async () => {
    workspace = await aShop('ten');
    const ups = Array.from({ length: 10 }, () =>
      workspace?.gantry('-f one/compose.yaml --instance x up -d --lock-timeout 5m'),
    );
    const failed = (await Promise.all(ups)).filter((ran) => ran?.code !== 0);

    expect(failed).toEqual([]);
    expect(Object.keys(await containersOf(`${workspace.project}-x`))).toEqual([
      `${workspace.project}-x-web-1`,
    ]);
  });

  test('gets another port when somebody else has taken its own', async () => {
    workspace = await aShop('taken');
    await workspace.gantry('-f one/compose.yaml --instance a up -d');
    const before = new URL(await urlOf(workspace, '-f one/compose.yaml --instance a'));
    await workspace.gantry('-f one/compose.yaml --instance a down');
    const server = createServer();
    workspace.beforeRemoval(async () => server.close());
    server.listen(Number(before.port), ADDRESS);
    await once(server, 'listening');

    const up = await workspace.gantry('-f one/compose.yaml --instance a up -d');
    const after = new URL(await urlOf(workspace, '-f one/compose.yaml --instance a'));

    expect(up).toMatchObject({ code: 0 });
    expect(after.port).not.toBe(before.port);
  });

  test('is removed by gc when its time is over, and nothing else is', async () => {
    workspace = await aShop('gc');
    const { project } = workspace;
    await workspace.gantry('-f one/compose.yaml up -d');
    const short = await workspace.gantry('-f one/compose.yaml --instance short up -d --ttl 1s');
    await workspace.gantry('-f one/compose.yaml --instance long up -d --ttl 1h');
    await workspace.gantry('-f one/compose.yaml --instance kept up -d');

    const looked = await vi.waitFor(async () => {
      const ran = await workspace?.gantry(`gc ${project} --dry-run`);
      expect(ran?.stdout).toContain('-short');
      return ran;
    }, SELDOM);
    const asked = await workspace.gantry(`gc ${project}`);
    const removed = await workspace.gantry(`gc ${project} -y`);

    expect(short.stderr).toContain(`gc removes ${project}-short with the data in`);
    expect(looked?.stdout).toContain(
      `volume gt-fixed-data-${process.pid}-short: remove, with the data in it`,
    );
    expect(asked).toMatchObject({ code: 1 });
    expect(asked.stderr).toContain('Nobody can be asked here');
    expect(removed).toMatchObject({ code: 0 });
    expect(await leftovers(`${project}-short`)).toEqual([]);
    for (const name of [project, `${project}-long`, `${project}-kept`])
      expect(Object.keys(await containersOf(name))).toHaveLength(1);
  });
});
