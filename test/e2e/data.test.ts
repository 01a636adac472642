import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { aWorkspace, docker, leftovers, statesOf, type Workspace } from '../support/gantry.ts';

let workspace: Workspace | undefined;
afterEach(async () => {
  // What is in the trash has no label of docker compose.
  await workspace?.gantry('trash empty -y');
  await workspace?.remove();
  workspace = undefined;
});

const FILE = `
services:
  db:
    image: busybox
    command: sleep 600
    init: true
    stop_grace_period: 0s
    network_mode: none
    volumes: ["data:/data", "/anonymous"]
volumes: {data: {}}
`;

/** All that an archive keeps. */
const FILL = [
  'cd /data',
  'mkdir -p deep/empty "odd name"',
  'echo text > deep/file',
  'ln deep/file hard',
  'ln -s deep/file soft',
  'ln -s /nowhere dangling',
  'mkfifo pipe',
  'dd if=/dev/zero of=sparse bs=1 count=1 seek=3000000 2>/dev/null',
  'chown 999:998 deep/file',
  'chmod 4750 deep/file',
  'chmod 1777 "odd name"',
  'touch "$(printf "new\\nline")" "$(printf "not\\377utf")"',
  'chown 70:70 .',
  'chmod 700 .',
  'touch -d "2001-02-03 04:05:06" deep/empty',
].join(' && ');
const LIST =
  'cd /data && find . -print0 | sort -z | xargs -0 stat -c "%n %F %u:%g %a %h %s %Y" && readlink soft && readlink dangling && ' +
  'find . -type f -print0 | sort -z | xargs -0 sha256sum';

const inDb = (project: string, script: string): string =>
  docker('exec', `${project}-db-1`, 'sh', '-c', script);

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort();

describe('the trash', () => {
  test('keeps what down -v throws away, gives its name away, and gives it back', async () => {
    workspace = aWorkspace('trash', { 'compose.yaml': `x-gantry: {trash: 24h}${FILE}` });
    const { project } = workspace;
    await workspace.gantry('up -d');
    inDb(project, FILL);
    const before = inDb(project, LIST);

    const down = await workspace.gantry('down -v');
    const listed = await workspace.gantry('trash --format json');
    const up = await workspace.gantry('up -d');
    const fresh = inDb(project, 'ls -A /data');
    await workspace.gantry('rm -fsv');
    const restored = await workspace.gantry('trash restore data');
    await workspace.gantry('up -d');

    expect(down).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`${project}_data Moved to the trash`),
    });
    expect(JSON.parse(listed.stdout)).toEqual([
      expect.objectContaining({ Container: `${project}-db-1`, Path: '/anonymous', By: 'down -v' }),
      expect.objectContaining({ Name: `${project}_data`, KeptIn: `${project}_data`, By: 'down -v' }),
    ]);
    expect(up).toMatchObject({ code: 0, stderr: expect.stringContaining('its content is moved there') });
    expect(fresh).toBe('');
    expect(restored).toMatchObject({ code: 0 });
    expect(inDb(project, LIST)).toBe(before);
  });

  test('is none where nothing says so', async () => {
    workspace = aWorkspace('no-trash', { 'compose.yaml': FILE });
    await workspace.gantry('up -d');
    await workspace.gantry('down -v');
    expect(await leftovers(workspace.project)).toEqual([]);
  });
});

describe('backup and restore', () => {
  test('give volumes back as they were, with their containers made anew', async () => {
    workspace = aWorkspace('backup', { 'compose.yaml': FILE });
    const { project, folder } = workspace;
    await workspace.gantry('up -d');
    inDb(project, FILL);
    const before = inDb(project, LIST);
    const backup = await workspace.gantry('backup -o saved/ --compress gzip', {});
    const made = await workspace.gantry('backup -o saved.tar.gz');
    inDb(project, 'rm -rf /data/deep; echo new > /data/new');

    const asked = await workspace.gantry('restore saved.tar.gz');
    const planned = await workspace.gantry('--dry-run restore saved.tar.gz');
    const restored = await workspace.gantry('restore -y saved.tar.gz');
    workspace.write(
      'compose.yaml',
      FILE.replace('network_mode: none', 'network_mode: none\n    labels: {v: "2"}'),
    );
    const changed = await workspace.gantry('--dry-run restore saved.tar.gz');

    expect(planned.stdout).not.toContain('becomes what the files say');
    expect(changed.stdout).toContain(
      `warning: ${project}-db-1 becomes what the files say, too: labels.v: (unset) → 2\n`,
    );
    expect(backup).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no folder') });
    expect(made).toMatchObject({ code: 0 });
    expect(asked).toMatchObject({ code: 1, stderr: expect.stringContaining('Nobody can be asked here') });
    expect(planned.stdout).toContain(`DATA LOSS volume ${project}_data`);
    expect(restored).toMatchObject({ code: 0 });
    expect(inDb(project, LIST)).toBe(before);
    expect(Object.values(statesOf(project))).toEqual(['running']);
    expect(filesIn(folder)).toEqual(['compose.yaml', 'saved.tar.gz']);
    const own = await leftovers(project);
    expect(own.filter((thing) => /_(?:restored|copying|stopped|backup)/.test(thing))).toEqual([]);
  });

  test('change nothing by a damaged file, and by that of another project', async () => {
    workspace = aWorkspace('damaged', { 'compose.yaml': FILE });
    const { project, folder } = workspace;
    await workspace.gantry('up -d');
    inDb(project, 'echo kept > /data/it');
    await workspace.gantry('backup -o saved.tar data');
    const whole = readFileSync(join(folder, 'saved.tar'));
    const half = whole.subarray(0, whole.length / 2);
    writeFileSync(join(folder, 'half.tar'), half);
    inDb(project, 'echo newer > /data/it');

    const refused = await workspace.gantry('restore -y half.tar');
    const foreign = await workspace.gantry(`-p ${project}-other restore -y saved.tar`);
    const beside = await workspace.gantry(`restore saved.tar data --as ${project}_beside`);

    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('(bad-backup)') });
    expect(foreign).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`is one of ${project}, and not of`),
    });
    expect(beside).toMatchObject({ code: 0 });
    expect(inDb(project, 'cat /data/it')).toBe('newer');
    const besideText = docker(
      'run',
      '--rm',
      '--network',
      'none',
      '-v',
      `${project}_beside:/v`,
      'busybox',
      'cat',
      '/v/it',
    );
    docker('volume', 'rm', `${project}_beside`);
    expect(besideText).toBe('kept');
  });

  test('go through the commands of a service', async () => {
    const commands = 'x-gantry: {backup: {command: cat /data/it, restore: cat > /data/it}}';
    workspace = aWorkspace('dump', {
      'compose.yaml': FILE.replace('network_mode: none', `network_mode: none\n    ${commands}`),
    });
    const { project } = workspace;
    await workspace.gantry('up -d');
    inDb(project, 'echo one > /data/it');
    const made = await workspace.gantry('backup -o saved.tar');
    inDb(project, 'echo two > /data/it');
    const restored = await workspace.gantry('restore -y saved.tar');
    inDb(project, 'rm /data/it');
    const failed = await workspace.gantry('backup -o none.tar');

    expect(made).toMatchObject({ code: 0 });
    expect(restored).toMatchObject({ code: 0 });
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('(backup-failed)') });
    expect(filesIn(workspace.folder)).toEqual(['compose.yaml', 'saved.tar']);
  });
});

test('clone copies a volume while who writes is stopped', async () => {
  workspace = aWorkspace('clone', { 'compose.yaml': FILE });
  const { project } = workspace;
  await workspace.gantry('up -d');
  inDb(project, 'echo one > /data/it');
  const refused = await workspace.gantry(`clone data ${project}_copy`);
  const made = await workspace.gantry(`clone data ${project}_copy --stop-source`);
  const text = docker(
    'run',
    '--rm',
    '--network',
    'none',
    '-v',
    `${project}_copy:/v`,
    'busybox',
    'cat',
    '/v/it',
  );
  docker('volume', 'rm', `${project}_copy`);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('(source-in-use)') });
  expect(made).toMatchObject({ code: 0 });
  expect(text).toBe('one');
  expect(Object.values(statesOf(project))).toEqual(['running']);
});
