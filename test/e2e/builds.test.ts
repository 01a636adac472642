import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { aWorkspace, containersOf, docker, type Workspace } from '../support/gantry.ts';
import { outputOfRun } from '../support/output-of-run.ts';

let workspace: Workspace;
afterEach(() => workspace.remove());

const inImage = (service: string, ...command: readonly string[]): string =>
  outputOfRun(`${workspace.project}-${service}`, ...command);

test('secrets reach the build, from variables and files, and nothing else', async () => {
  workspace = aWorkspace('secret', {
    'compose.yaml': `services:
  web: {build: {context: ., secrets: [token, {source: key, target: other}], args: {API_TOKEN: arg-value}}}
secrets: {token: {environment: BUILD_TOKEN}, key: {file: ./key}}
`,
    Dockerfile: `FROM busybox:latest
ARG API_TOKEN
RUN --mount=type=secret,id=token --mount=type=secret,id=other cat /run/secrets/token /run/secrets/other | sha256sum > /seen
RUN echo "$API_TOKEN" > /arg
`,
    key: 'of-a-file',
  });

  const build = await workspace.gantry('build', { BUILD_TOKEN: 'of-a-variable' });

  expect(build, build.stderr).toMatchObject({ code: 0, stdout: '' });
  const expected = createHash('sha256').update('of-a-variableof-a-file').digest('hex');
  expect(inImage('web', 'cat', '/seen', '/arg')).toBe(`${expected}  -\narg-value`);
  expect(docker('history', '--no-trunc', `${workspace.project}-web`)).not.toContain('of-a-variable');

  const unset = await workspace.gantry('build', {});
  expect(unset).toMatchObject({ code: 1, stderr: expect.stringContaining('BUILD_TOKEN') });
});

test('what is told of a build while it runs hides the secrets that the builder and its commands write', async () => {
  workspace = aWorkspace('told', {
    'compose.yaml': 'services: {web: {build: {context: ., args: {API_TOKEN: arg-value}}}}\n',
    Dockerfile:
      'FROM busybox:latest\nARG API_TOKEN\nWORKDIR /$API_TOKEN\nRUN echo it is $API_TOKEN && exit 3\n',
  });
  const told = await Promise.all(['plain', 'json'].map((way) => workspace.gantry(`--progress ${way} build`)));

  for (const { stderr } of told) {
    expect(stderr).toContain('WORKDIR /••••••');
    expect(stderr).not.toContain('arg-value');
  }
  const revealed = await workspace.gantry('--progress plain --reveal build');
  expect(revealed.stderr).toContain('WORKDIR /arg-value');
});

test('a build speaks to the SSH agent of the user', async () => {
  workspace = aWorkspace('ssh', {
    'compose.yaml': 'services: {web: {build: {context: ., ssh: [default]}}}\n',
    Dockerfile: 'FROM busybox:latest\nRUN --mount=type=ssh test -S "$SSH_AUTH_SOCK" && echo yes > /agent\n',
  });
  const socket = join(workspace.folder, 'agent');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(agent.stdout, 'data');

  const build = await workspace.gantry('build', { SSH_AUTH_SOCK: socket });
  agent.kill();

  expect(build, build.stderr).toMatchObject({ code: 0 });
  expect(inImage('web', 'cat', '/agent')).toBe('yes');
  const without = await workspace.gantry('build --no-cache', { SSH_AUTH_SOCK: '' });
  expect(without).toMatchObject({ code: 1, stderr: expect.stringMatching(/ssh agent|SSH_AUTH_SOCK/) });
});

test('a build takes files from folders, images and other services, which are built before it', async () => {
  workspace = aWorkspace('contexts', {
    'compose.yaml': `services:
  web:
    build: {context: ., additional_contexts: {files: ./files, tool: "docker-image://busybox:latest", base: "service:base"}}
    command: sleep 600
    init: true
  base: {build: {context: ., dockerfile_inline: "FROM busybox:latest\\nRUN echo base-1 > /base"}, profiles: [never]}
`,
    Dockerfile: `FROM base
COPY --from=files f /f
COPY --from=tool /bin/busybox /tool
`,
    'files/f': 'from a folder',
  });
  const { project } = workspace;

  const up = await workspace.gantry('up -d');

  expect(up, up.stderr).toMatchObject({ code: 0 });
  expect(docker('exec', `${project}-web-1`, 'cat', '/base', '/f')).toBe('base-1\nfrom a folder');
  const before = await containersOf(project);
  // Nothing changed: the same image, the same container.
  const again = await workspace.gantry('up -d --build');
  expect(again, again.stderr).toMatchObject({ code: 0 });
  expect(await containersOf(project)).toEqual(before);
});

test('a build whose Dockerfile is from the image of another service comes after that, in an instance too', async () => {
  workspace = aWorkspace('from', {
    'compose.yaml': `services:
  app: {build: {context: ., args: {OF: "\${OF}"}}, command: sleep 600, init: true}
  more: {build: {context: ., dockerfile_inline: "FROM busybox:latest\\nCOPY --from=\${OF}-app /zero /more"}, command: sleep 600, init: true}
  zero: {build: {context: ., dockerfile_inline: "FROM busybox:latest\\nRUN sleep 1 && echo \${WHAT} > /zero"}, command: sleep 600, init: true}
`,
    Dockerfile: 'ARG OF\nFROM $OF-zero\n',
  });
  const { project } = workspace;
  const names = (what: string) => ({ OF: project, WHAT: what });

  const build = await workspace.gantry('build', names('one'));
  expect(build, build.stderr).toMatchObject({ code: 0 });
  expect(inImage('more', 'cat', '/more')).toBe('one');

  const up = await workspace.gantry('up -d --build', names('two'));
  expect(up, up.stderr).toMatchObject({ code: 0 });
  expect(docker('exec', `${project}-more-1`, 'cat', '/more')).toBe('two');

  const instance = await workspace.gantry('--instance copy build more', names('three'));
  expect(instance, instance.stderr).toMatchObject({ code: 0 });
  expect(inImage('copy-more', 'cat', '/more')).toBe('three');
  expect(inImage('zero', 'cat', '/zero')).toBe('two');
});

test('a build that lacks the image of another service says who builds it', async () => {
  workspace = aWorkspace('lacks', {
    'compose.yaml': `services:
  app: {build: {context: ., args: {OF: "\${OF}"}}}
  zero: {build: {context: ., dockerfile_inline: "FROM busybox:latest"}}
`,
    Dockerfile: 'ARG OF\nFROM $OF-zero\n',
  });

  const build = await workspace.gantry('build app', { OF: workspace.project });

  expect(build.code).toBe(1);
  expect(build.stderr).toMatch(/try: service "zero" builds it: gantry .*build zero app$/m);
});

test('a build that fails leaves everything as it was, and shows the lines of the step that failed', async () => {
  const file = (command: string, contexts: string, variable: string): string => `services:
  web: {build: {context: ., dockerfile_inline: "FROM busybox:latest\\nRUN ${command}"}, command: sleep 600, init: true}
  more: {build: {context: ., dockerfile_inline: "FROM busybox:latest\\nRUN ${command}", additional_contexts: ${contexts}}, command: sleep 600, init: true}
  db: {image: "busybox:latest", command: sleep 600, init: true, environment: {A: ${variable}}}
`;
  workspace = aWorkspace('broken', { 'compose.yaml': file('true', '{}', 'before') });
  await workspace.gantry('up -d');
  const before = await containersOf(workspace.project);
  workspace.write('compose.yaml', file('echo the disk is on fire; exit 7', '{x: .}', 'after'));

  const up = await workspace.gantry('up -d --build');

  expect(up.code).toBe(1);
  const told = up.stderr.slice(up.stderr.indexOf('error:'));
  expect(told.match(/exit code 7/g)).toHaveLength(2);
  // Where the lines stand right above, the report does not repeat them.
  expect(up.stderr.match(/^#\d+ [\d.]+ the disk is on fire$/gm)).toHaveLength(2);
  expect(told.match(/\| the disk is on fire/g)?.length ?? 0).toBeLessThan(2);
  expect(await containersOf(workspace.project)).toEqual(before);
  expect(Object.keys(before)).toHaveLength(3);
});

test('build --dry-run builds nothing, --print prints a bake file, -q says nothing', async () => {
  workspace = aWorkspace('print', {
    'compose.yaml': 'services: {web: {build: {context: ., dockerfile_inline: "FROM busybox:latest"}}}\n',
  });
  const image = `${workspace.project}-web`;

  expect(await workspace.gantry('build --dry-run')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`image ${image}: build`),
  });
  const print = await workspace.gantry('build --print');
  expect(JSON.parse(print.stdout)).toMatchObject({ target: { web: { tags: [image] } } });
  expect(docker('images', '-q', image)).toBe('');
  expect(await workspace.gantry('build -q')).toMatchObject({ code: 0, stdout: '', stderr: '' });
  expect(docker('images', '-q', image)).not.toBe('');
});
