import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { aWorkspace, docker, ENGINE, programScript, type Workspace } from '../support/gantry.ts';
import { anSshServer } from '../support/ssh-server.ts';

let workspace: Workspace;

afterEach(async () => {
  await workspace.gantry('down', { POSTGRES_PASSWORD: 'x' });
  await workspace.remove();
  const ids = docker('images', '-q', '--filter', `reference=${workspace.project}*`)
    .split('\n')
    .filter(Boolean);
  if (ids.length > 0) docker('rmi', '-f', ...new Set(ids));
});

test('a project goes to another machine in a bundle, and runs there, without its secret', async () => {
  workspace = aWorkspace('bundle', {
    'compose.yaml': `services:
  web:
    build: {context: ., dockerfile_inline: "FROM busybox:latest\\nRUN echo bundled > /b"}
    command: sh -c 'cat /b /etc/app.conf && sleep 600'
    init: true
    environment: {POSTGRES_PASSWORD: hunter22}
    configs: [{source: app, target: /etc/app.conf}]
configs: {app: {file: ./app.conf}}
`,
    'app.conf': 'a setting\n',
  });
  const build = await workspace.gantry('build -q');
  expect(build, build.stderr).toMatchObject({ code: 0 });
  const bundle = await workspace.gantry('bundle -o shop.tar');
  expect(bundle, bundle.stderr).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('digest: sha256:'),
  });
  docker('rmi', '-f', `${workspace.project}-web`);

  const unbundle = await workspace.gantry('unbundle shop.tar --into there --format json');
  expect(unbundle, unbundle.stderr).toMatchObject({ code: 0 });
  const { images, needs } = JSON.parse(unbundle.stdout);
  expect(images.loaded).toHaveLength(1);
  expect(needs).toEqual([
    { kind: 'variable', name: 'POSTGRES_PASSWORD', usedBy: 'services.web.environment.POSTGRES_PASSWORD' },
  ]);

  expect(await workspace.gantry('-f there/compose.yaml up -d')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('POSTGRES_PASSWORD is required'),
  });
  const up = await workspace.gantry('-f there/compose.yaml up -d', { POSTGRES_PASSWORD: 'x' });
  expect(up, up.stderr).toMatchObject({ code: 0 });
  expect(docker('exec', `${workspace.project}-web-1`, 'cat', '/b', '/etc/app.conf')).toBe(
    'bundled\na setting',
  );
  const again = await workspace.gantry('unbundle shop.tar --into there --format json');
  expect(JSON.parse(again.stdout)).toMatchObject({ images: { loaded: [] }, files: { written: [] } });
});

test('a bundle goes over ssh in one login, without the layers that are there, and is taken in', async () => {
  workspace = aWorkspace('bundle-ssh', {
    'compose.yaml': 'services: {web: {build: {context: ., dockerfile_inline: "FROM busybox:latest"}}}\n',
  });
  const programs = join(workspace.folder, 'programs');
  mkdirSync(programs);
  writeFileSync(join(programs, 'gantry'), programScript, { mode: 0o755 });
  const server = await anSshServer(`SetEnv DOCKER_HOST=${ENGINE} "PATH=${programs}:${process.env.PATH}"`);
  try {
    const build = await workspace.gantry('build -q');
    expect(build, build.stderr).toMatchObject({ code: 0 });
    const to = ['bundle', '--to', `ssh://lab${workspace.folder}/there`];
    const sent = await workspace.gantry(to, { ...server.environment, DOCKER_HOST: ENGINE });

    expect(sent, sent.stderr).toMatchObject({ code: 0, stderr: expect.stringMatching(/without \d+ layers/) });
    expect(sent.stdout).toMatch(/^bundle of project .*: whole$/m);
    expect(server.logins()).toBe(1);
    expect(readdirSync(join(workspace.folder, 'there')).sort()).toEqual([
      '.gantry-unbundled',
      'compose.lock.yaml',
      'compose.yaml',
    ]);
  } finally {
    server.stop();
  }
});
