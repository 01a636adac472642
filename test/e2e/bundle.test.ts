import { afterEach, expect, test } from 'vitest';
import { aWorkspace, docker, type Workspace } from '../support/gantry.ts';

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
