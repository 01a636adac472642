import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { aWorkspace, containersOf, docker, type Workspace } from '../support/gantry.ts';
import { SELDOM } from '../support/patience.ts';

let workspace: Workspace;
let watching: ReturnType<Workspace['start']> | undefined;
afterEach(async () => {
  watching?.process.kill('SIGINT');
  await watching?.ended;
  watching = undefined;
  await workspace.remove();
});

/** Until the container says this; what a watcher does takes some milliseconds, on a busy machine more. */
const until = (wanted: string, ...command: readonly string[]): Promise<void> =>
  vi.waitFor(() => expect(inContainer(...command)).toBe(wanted), SELDOM);

const inContainer = (...command: readonly string[]): string => {
  try {
    return docker('exec', `${workspace.project}-web-1`, ...command);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

async function watch(files: Readonly<Record<string, string>>, words = 'watch'): Promise<void> {
  workspace = aWorkspace('watch', files);
  watching = workspace.start(words);
  await watching.until('watching for');
}

const idle = 'image: "busybox:latest", init: true, stop_grace_period: 1s';

test('what is saved, renamed and removed is so in the container, owned by its user, without a build', async () => {
  await watch({
    'compose.yaml': `services:
  web: {${idle}, command: sleep infinity, user: "1000:2000", develop: {watch: [{path: src, action: sync, target: /app/src, ignore: ["*.log"]}]}}
`,
    'src/a.txt': 'one',
    'src/lib/b.txt': 'bee',
  });
  await until('one', 'cat', '/app/src/a.txt');

  workspace.write('src/a.txt', 'two');
  workspace.write('src/new/deep/c.txt', 'sea');
  workspace.write('src/noise.log', 'noise');
  renameSync(join(workspace.folder, 'src/lib'), join(workspace.folder, 'src/moved'));
  await until('a.txt moved new', 'sh', '-c', 'echo $(ls /app/src)');
  await until(
    'two bee sea',
    'sh',
    '-c',
    'echo $(cd /app/src; cat a.txt; echo; cat moved/b.txt; echo; cat new/deep/c.txt)',
  );
  expect(inContainer('stat', '-c', '%u:%g', '/app/src/new/deep/c.txt')).toBe('1000:2000');

  rmSync(join(workspace.folder, 'src/new'), { recursive: true });
  await until('a.txt moved', 'sh', '-c', 'echo $(ls /app/src)');
});

test('--as-host leaves files with their owners', async () => {
  await watch(
    {
      'compose.yaml': `services:
  web: {${idle}, command: sleep infinity, user: "1000:2000", develop: {watch: [{path: src, action: sync, target: /app}]}}
`,
      'src/a.txt': 'one',
    },
    'watch --as-host',
  );
  const { uid, gid } = statSync(join(workspace.folder, 'src/a.txt'));
  await until(`${uid}:${gid}`, 'stat', '-c', '%u:%g', '/app/a.txt');
});

test('a container that was stopped, restarted or replaced meanwhile has what the host has, and lost what it lost', async () => {
  await watch({
    'compose.yaml': `services:
  web: {${idle}, command: sleep infinity, develop: {watch: [{path: src, action: sync, target: /app}]}}
`,
    'src/old.txt': 'old',
    'src/kept.txt': 'kept',
  });
  await until('old', 'cat', '/app/old.txt');
  docker('exec', `${workspace.project}-web-1`, 'touch', '/app/made-inside');

  docker('stop', '-t', '0', `${workspace.project}-web-1`);
  rmSync(join(workspace.folder, 'src/old.txt'));
  workspace.write('src/fresh.txt', 'fresh');
  const explained = watching?.until('is not running: what changed is copied when it runs again');
  // The engine may report the stop after a change was taken up: that change explains nothing, and the next one does.
  const saving = setInterval(() => workspace.write('src/fresh.txt', 'fresh'), 1000);
  await explained?.finally(() => clearInterval(saving));
  docker('start', `${workspace.project}-web-1`);
  await until('fresh.txt kept.txt made-inside', 'sh', '-c', 'echo $(ls /app)');

  await workspace.gantry('up -d --force-recreate');
  await until('fresh.txt kept.txt', 'sh', '-c', 'echo $(ls /app)');
});

test('a rebuild replaces its service only, and a build that fails leaves it running with the error shown', async () => {
  const dockerfile = 'FROM busybox:latest\nCOPY page /page\nCMD ["sleep", "infinity"]\n';
  await watch({
    'compose.yaml': `services:
  web: {build: ./web, init: true, stop_grace_period: 1s, depends_on: [db], develop: {watch: [{path: web, action: rebuild}]}}
  db: {${idle}, command: sleep infinity}
`,
    'web/Dockerfile': dockerfile,
    'web/page': 'one',
  });
  const before = await containersOf(workspace.project);
  workspace.write('web/page', 'two');
  await until('two', 'cat', '/page');
  const replaced = await containersOf(workspace.project);
  expect(replaced[`${workspace.project}-db-1`]).toBe(before[`${workspace.project}-db-1`]);
  expect(replaced[`${workspace.project}-web-1`]).not.toBe(before[`${workspace.project}-web-1`]);

  workspace.write('web/Dockerfile', `${dockerfile}COPY missing /missing\n`);
  await watching?.until('building failed');
  expect(await containersOf(workspace.project)).toEqual(replaced);
  // Nothing of the replaced build is left.
  expect(
    docker(
      'images',
      '-q',
      '-f',
      'dangling=true',
      '-f',
      `label=com.docker.compose.project=${workspace.project}`,
    ),
  ).toBe('');
});

test('sync+restart, sync+exec and restart do what they say, and say it', async () => {
  await watch({
    'compose.yaml': `services:
  web:
    image: busybox:latest
    init: true
    stop_grace_period: 1s
    command: sh -c 'cat /conf/value; sleep infinity'
    develop:
      watch:
        - {path: conf, action: sync+restart, target: /conf}
        - {path: src, action: sync+exec, target: /src, exec: {command: [sh, -c, 'echo compiled $$(cat /src/a)'], environment: {A: b}}}
        - {path: flag, action: restart}
`,
    'conf/value': 'first\n',
    'src/a': 'one',
    flag: '1',
  });
  const log = (): string => docker('logs', `${workspace.project}-web-1`);
  await vi.waitFor(() => expect(log()).toContain('first'), SELDOM);

  workspace.write('conf/value', 'second\n');
  await vi.waitFor(() => expect(log()).toContain('second'), SELDOM);
  workspace.write('src/a', 'two');
  await watching?.until('compiled two');
  const before = await containersOf(workspace.project);
  workspace.write('flag', '2');
  await vi.waitFor(async () => expect(await containersOf(workspace.project)).not.toEqual(before), SELDOM);
});

test('an edit of the Compose file is planned and shown, and with --apply applied', async () => {
  const file = (value: string) => `services:
  web: {${idle}, command: sleep infinity, environment: {VALUE: "${value}"}, develop: {watch: [{path: src, action: sync, target: /app}]}}
`;
  await watch({ 'compose.yaml': file('1'), 'src/a': 'a' });
  workspace.write('compose.yaml', file('2'));
  await watching?.until('environment.VALUE: 1 → 2');
  expect(inContainer('sh', '-c', 'echo $VALUE')).toBe('1');
  watching?.process.kill('SIGINT');
  expect((await watching?.ended)?.code).toBe(130);

  watching = workspace.start('watch --no-up --apply');
  await watching.until('watching for');
  workspace.write('compose.yaml', file('3'));
  await until('3', 'sh', '-c', 'echo $VALUE');
  // The new container has the files too.
  await until('a', 'cat', '/app/a');
});

test.each(['watch', 'dev', 'up --watch'])(
  '%s changes nothing while somebody else watches',
  async (command) => {
    const file = (value: string) => `services:
  web: {${idle}, command: sleep infinity, environment: {VALUE: "${value}"}, develop: {watch: [{path: src, action: sync, target: /app}]}}
`;
    await watch({ 'compose.yaml': file('1'), 'src/a': 'a' });
    workspace.write('compose.yaml', file('2'));

    const second = await workspace.gantry(command);

    expect(second.code).toBe(1);
    expect(second.stderr).toContain('is being watched already');
    expect(inContainer('sh', '-c', 'echo $VALUE')).toBe('1');
  },
);

test('a second watcher is refused and told who the first one is; one that was killed holds nobody up', async () => {
  await watch({
    'compose.yaml': `services:
  web: {${idle}, command: sleep infinity, develop: {watch: [{path: src, action: sync, target: /app}]}}
`,
    'src/a': 'a',
  });
  const second = await workspace.gantry('watch --no-up');
  expect(second.code).toBe(1);
  expect(second.stderr).toContain(`process ${watching?.process.pid}`);

  watching?.process.kill('SIGKILL');
  await watching?.ended;
  watching = workspace.start('watch --no-up');
  await watching.until('watching for');
});

test('watch says why nothing can happen', async () => {
  await watch({
    'compose.yaml': `services:
  web:
    image: busybox:latest
    init: true
    command: sleep infinity
    volumes: ["./src:/app"]
    develop:
      watch:
        - {path: src, action: sync, target: /app}
        - {path: scr, action: restart}
        - {path: docs, action: restart, include: ["*.rst"]}
`,
    'src/a': 'a',
    'docs/a.md': 'a',
  });
  await watching?.until('/app is a bind mount of');
  await watching?.until('scr: there is nothing at this path yet');
  await watching?.until('docs: no file there counts: `include` is *.rst');
  writeFileSync(join(workspace.folder, 'docs/b.md'), 'b');
  await watching?.until('b.md: nothing to do for web: `include` of the rule does not name it');

  const plain = aWorkspace('watch-none', { 'compose.yaml': 'services: {web: {image: "busybox:latest"}}\n' });
  const { code, stderr } = await plain.gantry('watch');
  await plain.remove();
  expect(code).toBe(1);
  expect(stderr).toContain('nothing to watch: no service has `develop.watch`');
});

test('dev starts, shows what containers write, copies what is saved, and stops in order', async () => {
  await watch(
    {
      'compose.yaml': `services:
  web: {${idle}, command: sh -c 'echo ready; while ! test -e /app/go; do sleep 0.1; done; echo gone; sleep infinity', develop: {watch: [{path: src, action: sync, target: /app}]}}
`,
      'src/a': 'a',
    },
    'dev',
  );
  await watching?.until('web-1  | ready');
  workspace.write('src/go', 'go');
  await watching?.until('web-1  | gone');
  watching?.process.kill('SIGINT');
  const ran = await watching?.ended;
  expect(ran?.code, ran?.stderr).toBe(130);
  expect(docker('ps', '-q', '--filter', `label=com.docker.compose.project=${workspace.project}`)).toBe('');
});
