import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { shellWord } from '../../src/util/shell-word.ts';
import { startEngineProxy } from '../support/engine-proxy.ts';
import { aWorkspace, docker, PROGRAM, statesOf, type Workspace } from '../support/gantry.ts';

let workspace: Workspace | undefined;
afterEach(async () => {
  // What is in the trash has no label of docker compose.
  await workspace?.gantry('trash empty -y');
  await workspace?.remove();
  workspace = undefined;
});

/** Written down as for a user. */
const KEPT = { GANTRY_HISTORY: '' };

// Not 0s: after a restart with that, Docker 26 loses the root file system of the container, and every exec in it fails.
const SERVICE = 'image: busybox, command: sleep 600, init: true, stop_grace_period: 1s';

const file = ({ version = '1', web = true, labels = '{}', trash = '24h' } = {}): string => `
x-gantry: {settle: 0s, trash: ${trash}}
services:
  db: {${SERVICE}, volumes: ["data:/data", "/anonymous"], secrets: [key], configs: [site], networks: [back]}
${web ? `  web: {${SERVICE}, environment: {VERSION: "${version}"}, networks: [back]}\n` : ''}networks: {back: {}}
volumes: {data: {labels: ${labels}}}
secrets: {key: {file: key.txt}}
configs: {site: {content: "a site"}}
`;

const FILL =
  'mkdir /data/deep; echo deep > /data/deep/file; echo one > /anonymous/one; chmod 4750 /data/deep/file';
const LOOK =
  'find /data /anonymous -exec stat -c "%n %F %a %u:%g" {} + | sort; find /data /anonymous /run/secrets /site -type f -exec sha256sum {} + | sort';

/** All of a project that a user could miss. */
const looksOf = (project: string): unknown => ({
  states: statesOf(project),
  version: docker('inspect', '-f', '{{range .Config.Env}}{{println .}}{{end}}', `${project}-web-1`),
  networks: docker(
    'network',
    'ls',
    '-f',
    `label=com.docker.compose.project=${project}`,
    '--format',
    '{{.Name}}',
  ),
  contents: docker('exec', `${project}-db-1`, 'sh', '-c', LOOK),
});

async function aFilledProject(name: string, text = file()): Promise<Workspace> {
  const made = aWorkspace(name, { 'compose.yaml': text, 'key.txt': 'the key' });
  await made.gantry('up -d', KEPT);
  docker('exec', `${made.project}-db-1`, 'sh', '-c', FILL);
  return made;
}

describe('undo gives back, with all contents,', () => {
  test('what each command took away that stops or removes', async () => {
    workspace = await aFilledProject('undo');
    const { project } = workspace;
    const before = looksOf(project);
    for (const line of ['down -v', 'down', 'rm -f -s', 'rm -f -s -v', 'stop', 'scale web=0', 'down web']) {
      const done = await workspace.gantry(line, KEPT);
      const gone = statesOf(project);
      const undone = await workspace.gantry('undo', KEPT);
      expect([line, done.code, undone.code]).toEqual([line, 0, 0]);
      expect(gone, line).not.toEqual(statesOf(project));
      expect(looksOf(project), line).toEqual(before);
    }
  });

  test('what up and rollback replaced or removed, and the data that one destroyed', async () => {
    workspace = await aFilledProject('undo-up');
    const { project } = workspace;
    const first = looksOf(project);
    const takesBack = async (line: string, then: unknown): Promise<void> => {
      const done = await workspace?.gantry(line, KEPT);
      const undone = await workspace?.gantry('undo', KEPT);
      expect([line, done?.code, undone?.code]).toEqual([line, 0, 0]);
      expect(looksOf(project), line).toEqual(then);
    };
    workspace.write('compose.yaml', file({ version: '2' }));
    await takesBack('up -d', first);
    workspace.write('compose.yaml', file({ web: false }));
    await takesBack('up -d --remove-orphans', first);
    workspace.write('compose.yaml', file({ labels: '{made: again}' }));
    await takesBack('up -d --destroy-data data', first);
    workspace.write('compose.yaml', file({ version: '2' }));
    await workspace.gantry('up -d', KEPT);
    await takesBack('rollback', looksOf(project));
  });
});

test('restore takes a backup from standard input, and undo takes that back', async () => {
  workspace = await aFilledProject('undo-restore');
  const { project, folder } = workspace;
  await workspace.gantry('backup -o saved.tar data', KEPT);
  docker('exec', `${project}-db-1`, 'sh', '-c', 'echo newer > /data/deep/file');
  const before = looksOf(project);
  const piped = `exec ${PROGRAM.map(shellWord).join(' ')} "$@" < ${shellWord(join(folder, 'saved.tar'))}`;
  const other = aWorkspace('undo-restore', { 'compose.yaml': file(), 'key.txt': 'the key' }, [
    'sh',
    '-c',
    piped,
    'sh',
  ]);
  const restored = await other.gantry('restore -y -', KEPT);
  const { releases } = JSON.parse((await other.gantry('history 1 --format json', KEPT)).stdout);
  const { stdout: trash } = await other.gantry('trash', KEPT);
  expect(releases[0].typed).toEqual(['restore', '-']);
  expect(trash).toMatch(/ restore /);
  expect(trash).not.toContain('--destroy-data');
  rmSync(other.folder, { recursive: true });
  const then = docker('exec', `${project}-db-1`, 'cat', '/data/deep/file');
  const undone = await workspace.gantry('undo', KEPT);
  expect([restored.code, then, undone.code]).toEqual([0, 'deep', 0]);
  expect(looksOf(project)).toEqual(before);
});

test('undo after a command that was killed goes to what there was before it', async () => {
  workspace = await aFilledProject('undo-killed');
  const { project } = workspace;
  // A record of what runs, with the volumes without a name that the engine made for `up`.
  await workspace.gantry('restart', KEPT);
  const before = looksOf(project);
  const killed = workspace.start('down -v', KEPT);
  await killed.until('Removed');
  killed.process.kill('SIGKILL');
  await killed.ended;
  const undone = await workspace.gantry('undo', KEPT);
  expect(undone).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/takes back what "down" of .* has done/),
  });
  expect(looksOf(project)).toEqual(before);
});

test('undo of down -v without a trash says first what comes back empty', async () => {
  workspace = await aFilledProject('undo-lost', file({ trash: 'false' }));
  const { project } = workspace;
  await workspace.gantry('down -v', KEPT);
  const planned = await workspace.gantry('plan undo -o undo.plan', KEPT);
  const undone = await workspace.gantry('apply undo.plan', KEPT);
  expect(planned.stdout).toContain(
    `volume "${project}_data" was destroyed by release 2: it comes back empty`,
  );
  expect(planned.stdout).toContain(`volume "${project}-db-1:/anonymous" was destroyed by release 2`);
  expect(undone).toMatchObject({ code: 0 });
  expect(docker('exec', `${project}-db-1`, 'ls', '/data')).toBe('');
});

test('a full disk, while a volume is moved into the trash, changes nothing', async () => {
  workspace = await aFilledProject('undo-full');
  const { project } = workspace;
  await workspace.gantry('down -v', KEPT);
  const volumes = () => docker('volume', 'ls', '-q', '-f', `name=${project}`);
  const before = volumes();
  const isCopied = (request: string): boolean =>
    /^PUT \/containers\/(?!gantry-history-).*\/archive$/.test(request);
  const full = await startEngineProxy(isCopied);
  const up = await workspace.gantry('up -d', { ...KEPT, DOCKER_HOST: full.host });
  await full.close();
  expect(up.code).toBe(1);
  expect(volumes()).toBe(before);
  await workspace.gantry('down', { GANTRY_HISTORY: '0' });
  await workspace.gantry('trash restore', KEPT);
  await workspace.gantry('up -d', KEPT);
  expect(docker('exec', `${project}-db-1`, 'cat', '/data/deep/file')).toBe('deep');
});
