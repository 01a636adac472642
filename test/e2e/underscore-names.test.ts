import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aWorkspace, containersOf, docker, leftovers, type Workspace } from '../support/gantry.ts';

const FILE = `
services:
  web: {image: busybox, command: ["sh", "-c", "echo hello; exec sleep 600"], init: true, stop_grace_period: 0s, scale: 2, links: [db]}
  db:
    build: {context: ., dockerfile_inline: "FROM busybox"}
    command: sleep 600
    init: true
    stop_grace_period: 0s
`;

let workspace: Workspace;
beforeAll(async () => {
  workspace = aWorkspace('underscores', { 'compose.yaml': FILE });
  await workspace.gantry('build -q', { COMPOSE_COMPATIBILITY: 'true' });
});
afterAll(() => workspace.remove());

describe('--compatibility', () => {
  test('names containers, built images and what run makes as docker-compose 1 did', async () => {
    const { project } = workspace;
    await workspace.gantry('--compatibility up -d');
    await workspace.gantry('--compatibility run -d web sleep 600');

    const names = Object.keys(await containersOf(project)).map((name) =>
      name.replace(/[0-9a-f]{12}$/, 'SLUG'),
    );
    expect(names.sort()).toEqual(
      ['db_1', 'web_1', 'web_2', 'web_run_SLUG'].map((name) => `${project}_${name}`),
    );
    expect(docker('inspect', '--format', '{{.Config.Image}}', `${project}_db_1`)).toBe(`${project}_db`);
    const links = `{{join (index .NetworkSettings.Networks "${project}_default").Links " "}}`;
    expect(docker('inspect', '--format', links, `${project}_web_1`)).toBe(
      ['db', 'db_1', `${project}_db_1`].map((alias) => `${project}_db_1:${alias}`).join(' '),
    );
  });

  test('is asked for by COMPOSE_COMPATIBILITY too, also in .env', async () => {
    const before = await containersOf(workspace.project);
    workspace.write('.env', 'COMPOSE_COMPATIBILITY=yes\n');
    const byFile = await workspace.gantry('up -d');
    workspace.write('.env', '');
    const byVariable = await workspace.gantry('plan --detailed-exitcode', { COMPOSE_COMPATIBILITY: '1' });

    expect([byFile.code, byVariable.code]).toEqual([0, 0]);
    expect(await containersOf(workspace.project)).toEqual(before);
  });

  test('finds the project as docker compose has it, and leaves it so that docker compose finds its own', async () => {
    const before = await containersOf(workspace.project);
    expect(workspace.compose('--compatibility up -d').code).toBe(0);
    expect(await containersOf(workspace.project)).toEqual(before);

    workspace.compose('--compatibility up -d --force-recreate');
    const again = await workspace.gantry('--compatibility plan --detailed-exitcode');
    expect(again, again.stdout).toMatchObject({ code: 0 });
  });

  test('lets config print what was written, as docker compose does', async () => {
    const { stdout } = await workspace.gantry('--compatibility config --format json');

    expect(JSON.parse(stdout)).toEqual(
      JSON.parse(workspace.compose('--compatibility config --format json').stdout),
    );
    expect((await workspace.gantry('--compatibility config --images')).stdout).toBe(
      `${workspace.project}_db\nbusybox\n`,
    );
  });

  test('calls log lines by the rest of the name', async () => {
    const { stdout } = await workspace.gantry('--compatibility logs --no-color web');

    expect(stdout.split('\n').sort()).toEqual(['', 'web_1  | hello', 'web_2  | hello']);
  });

  test('without it names have a dash, and a container gets its name while it runs', async () => {
    const { project } = workspace;
    const web = docker('inspect', '--format', '{{.Id}} {{.State.StartedAt}}', `${project}_web_1`);
    await workspace.gantry('up -d --no-deps web');

    expect(docker('inspect', '--format', '{{.Id}} {{.State.StartedAt}}', `${project}-web-1`)).toBe(web);
  });

  test('is read from the names of containers where the files are not', async () => {
    const { project } = workspace;
    await workspace.gantry('--compatibility up -d');
    await workspace.gantry(`-p ${project} down --remove-orphans --rmi local`);

    expect(docker('image', 'ls', '-q', `${project}_db`)).toBe('');
    expect(await leftovers(project)).toEqual([]);
  });
});
