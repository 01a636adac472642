import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { aRegistry, type Registry } from '../support/a-registry.ts';
import { aWorkspace, docker, type Workspace } from '../support/gantry.ts';

let registry: Registry;
let workspace: Workspace;

beforeAll(async () => {
  registry = await aRegistry('e2e');
});
afterAll(() => registry.stop());
afterEach(async () => {
  await workspace.remove();
  removeImages();
});

function removeImages(): void {
  const ours = [`reference=${registry.host}/*/*`, `label=com.docker.compose.project=${workspace.project}`];
  const images = ours.flatMap((filter) => docker('images', '-q', '--filter', filter).split('\n'));
  const ids = [...new Set(images.filter(Boolean))];
  if (ids.length > 0) docker('rmi', '-f', ...ids);
}

/** The environment of somebody who has logged in with this password, as `docker login` keeps it. */
function loggedIn(password: string): Readonly<Record<string, string>> {
  const auth = Buffer.from(`bob:${password}`).toString('base64');
  workspace.write(
    `${password}/config.json`,
    JSON.stringify({ auths: { [registry.host]: { auth }, [registry.publishedHost]: { auth } } }),
  );
  return { DOCKER_CONFIG: `${workspace.folder}/${password}` };
}

const file = (): string => `services:
  web:
    image: ${registry.host}/gt/web:1
    build: {context: ., dockerfile_inline: "FROM busybox:latest\\nRUN echo pushed > /p", tags: ["${registry.host}/gt/web:2"]}
    command: sleep 600
    init: true
`;

test('what is built and pushed can be pulled and run elsewhere, by who is logged in', async () => {
  workspace = aWorkspace('push', { 'compose.yaml': file() });
  const bob = loggedIn('pw');

  const push = await workspace.gantry('build --push', bob);
  expect(push, push.stderr).toMatchObject({ code: 0 });
  removeImages();
  workspace.write(
    'compose.yaml',
    file()
      .replaceAll(/^ {4}build.*\n/gm, '')
      .replace('web:1', 'web:2'),
  );

  const nobody = await workspace.gantry('pull');
  expect(nobody).toMatchObject({ code: 1, stderr: expect.stringContaining(`docker login ${registry.host}`) });
  const pull = await workspace.gantry('pull', bob);
  expect(pull, pull.stderr).toMatchObject({ code: 0, stderr: expect.stringContaining('Pulled') });
  const up = await workspace.gantry('up -d --pull always', bob);
  expect(up, up.stderr).toMatchObject({ code: 0 });
  expect(docker('exec', `${workspace.project}-web-1`, 'cat', '/p')).toBe('pushed');
});

test('a wrong password is told as what it is, with what to do', async () => {
  workspace = aWorkspace('denied', { 'compose.yaml': file() });
  await workspace.gantry('build -q');

  for (const words of ['push', 'pull']) {
    const { code, stderr } = await workspace.gantry(words, loggedIn('wrong'));
    expect(code).toBe(1);
    expect(stderr).toContain("does not accept the login stored in docker's config.json");
    expect(stderr).toContain(`docker login ${registry.host}`);
    expect(stderr).toContain('(registry-denied)');
  }
  expect(await workspace.gantry('push --ignore-push-failures', loggedIn('wrong'))).toMatchObject({ code: 0 });
});

test('a build gets its base image from a registry that wants a login', async () => {
  workspace = aWorkspace('base', { 'compose.yaml': file() });
  const bob = loggedIn('pw');
  await workspace.gantry('build --push -q', bob);
  removeImages();
  workspace.write(
    'compose.yaml',
    `services: {app: {build: {context: ., dockerfile_inline: "FROM ${registry.host}/gt/web:1\\nRUN cat /p"}}}\n`,
  );

  const without = await workspace.gantry('build --no-cache --pull');
  expect(without).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`docker login ${registry.host}`),
  });
  const build = await workspace.gantry('build --no-cache --pull', bob);
  expect(build, build.stderr).toMatchObject({ code: 0 });
});

test('a pull tells of everything that is missing, and pulls the rest', async () => {
  workspace = aWorkspace('missing', { 'compose.yaml': file() });
  const bob = loggedIn('pw');
  await workspace.gantry('build --push -q', bob);
  removeImages();
  const image = (tag: string): string => `{image: "${registry.host}/gt/web:${tag}"}`;
  workspace.write(
    'compose.yaml',
    `services: {a: ${image('no-a')}, b: ${image('no-b')}, c: ${image('1')}, d: ${image('1')}}\n`,
  );

  const { code, stderr } = await workspace.gantry('pull', bob);

  expect(code).toBe(1);
  expect(stderr).toMatch(/error: .*no-a/);
  expect(stderr).toMatch(/error: .*no-b/);
  expect(stderr.match(/web:1 Pulling\n/g)).toHaveLength(1);
  expect(docker('images', '-q', `${registry.host}/gt/web:1`)).not.toBe('');
  expect(await workspace.gantry('pull -q --ignore-pull-failures', bob)).toMatchObject({ code: 0 });
});

test('publish puts the files where docker compose looks for them, and asks before it gives away what is secret', async () => {
  workspace = aWorkspace('publish', {
    'compose.yaml': `${file()}    environment: {DB_PASSWORD: hunter2, FROM: "\${SOMEWHERE}"}\n    env_file: [a.env]\n`,
    'a.env': 'A=1\n',
  });
  const bob = { ...loggedIn('pw'), SOMEWHERE: 'x' };
  const artifact = `${registry.publishedHost}/gt/project:1`;
  await workspace.gantry('build -q');

  const asked = await workspace.gantry(`publish --insecure-registry ${artifact}`, bob);
  expect(asked).toMatchObject({ code: 1, stderr: expect.stringContaining('DB_PASSWORD') });
  expect(asked.stderr).not.toContain('hunter2');

  const published = await workspace.gantry(
    `publish -y --insecure-registry --resolve-image-digests ${artifact}`,
    bob,
  );
  expect(published, published.stderr).toMatchObject({ code: 0 });

  const read = async (path: string): Promise<string> => {
    const answer = await fetch(`http://${registry.publishedHost}/v2/gt/project/${path}`, {
      headers: {
        authorization: `Basic ${Buffer.from('bob:pw').toString('base64')}`,
        accept: 'application/vnd.oci.image.manifest.v1+json',
      },
    });
    return answer.text();
  };
  const manifest = JSON.parse(await read('manifests/1'));
  expect(manifest).toMatchObject({ artifactType: 'application/vnd.docker.compose.project' });
  const layers: string[] = [];
  for (const { digest } of manifest.layers) layers.push(await read(`blobs/${digest}`));
  expect(layers[0]).toContain('${SOMEWHERE}');
  expect(layers[1]).toBe('A=1\n');
  expect(layers[2]).toMatch(/image: .*gt\/web:1@sha256:[0-9a-f]{64}/);
});

test('what was published runs from its reference alone, and not before its variables are agreed to', async () => {
  workspace = aWorkspace('remote', {
    'compose.yaml':
      'services: {web: {image: "busybox:latest", command: sleep 600, init: true, env_file: a.env, environment: {B: "${B-b}"}}}\n',
    'a.env': 'A=1\n',
    'elsewhere/readme': '',
  });
  const bob = loggedIn('pw');
  const artifact = `${registry.publishedHost}/gt/remote:1`;
  const published = await workspace.gantry(`publish -y --insecure-registry ${artifact}`, bob);
  expect(published, published.stderr).toMatchObject({ code: 0 });
  workspace.write('compose.yaml', 'this is read by nobody');
  const remote = `--insecure-registry ${registry.publishedHost} -f oci://${artifact}`;

  const asked = await workspace.gantry(`${remote} up -d`, bob);
  expect(asked).toMatchObject({ code: 1, stderr: expect.stringContaining('proceed with these variables') });
  expect(docker('ps', '-aq', '--filter', `label=com.docker.compose.project=${workspace.project}`)).toBe('');

  const up = await workspace.gantry(`${remote} up -d -y`, bob);
  expect(up, up.stderr).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(`Your compose stack "oci://${artifact}"`),
  });
  const environment = docker('inspect', '--format', '{{json .Config.Env}}', `${workspace.project}-web-1`);
  expect(JSON.parse(environment)).toEqual(expect.arrayContaining(['A=1', 'B=b']));
  const down = await workspace.gantry(`${remote} down`, bob);
  expect(down, down.stderr).toMatchObject({ code: 0 });
});

test('what is locked runs, whatever its tag names meanwhile, and nothing is replaced for the lock file alone', async () => {
  const image = `${registry.host}/gt/web:1`;
  workspace = aWorkspace('lock', { 'compose.yaml': file() });
  const bob = loggedIn('pw');
  await workspace.gantry('build --push -q', bob);
  workspace.write('compose.yaml', `services: {web: {image: "${image}", command: sleep 600, init: true}}\n`);

  const lock = await workspace.gantry('lock', bob);
  expect(lock, lock.stderr).toMatchObject({ code: 0 });
  const digest = /digest: (sha256:[0-9a-f]{64})/.exec(
    readFileSync(join(workspace.folder, 'compose.lock.yaml'), 'utf8'),
  )?.[1];
  workspace.write('compose.yaml', file().replace('echo pushed', 'echo moved'));
  await workspace.gantry('build --push -q', bob);
  removeImages();
  workspace.write('compose.yaml', `services: {web: {image: "${image}", command: sleep 600, init: true}}\n`);
  const up = await workspace.gantry('up -d --locked', bob);

  expect(up, up.stderr).toMatchObject({ code: 0 });
  const container = `${workspace.project}-web-1`;
  expect(docker('exec', container, 'cat', '/p')).toBe('pushed');
  expect(docker('inspect', '-f', '{{.Config.Image}}', container)).toBe(`${image}@${digest}`);
  expect((await workspace.gantry('plan --detailed-exitcode up --locked', bob)).code).toBe(0);
  docker('tag', `${registry.host}/gt/web@${digest}`, image);
  expect((await workspace.gantry('plan --detailed-exitcode', bob)).code).toBe(0);

  const denied = await workspace.gantry('lock');
  expect(denied).toMatchObject({ code: 1, stderr: expect.stringContaining(`docker login ${registry.host}`) });
  expect((await workspace.gantry('lock --check')).code).toBe(0);
  workspace.write('compose.yaml', `services: {web: {image: "${registry.host}/gt/web:2"}}\n`);
  expect(await workspace.gantry('lock --check')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('(not-locked)'),
  });
});
