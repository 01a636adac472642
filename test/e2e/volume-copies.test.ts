import { afterEach, describe, expect, test } from 'vitest';
import { LABEL } from '../../src/model/labels.ts';
import { aWorkspace, docker, leftovers, statesOf, type Workspace } from '../support/gantry.ts';

let workspace: Workspace | undefined;
afterEach(async () => {
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
    volumes: ["data:/data"]
  web:
    image: busybox
    command: sleep 600
    init: true
    stop_grace_period: 0s
    network_mode: none
    volumes: ["data:/data:ro", "cache:/cache:ro"]
volumes: {data: {}, cache: {}}
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
  'chown 70:70 .',
  'chmod 700 .',
  'touch -d "2001-02-03 04:05:06" deep/empty',
].join(' && ');
const LIST =
  'cd /data && find . | sort | while read -r f; do stat -c "%n %F %u:%g %a %h %s %Y" "$f"; readlink "$f"; done; ' +
  'find . -type f | sort | while read -r f; do sha256sum "$f"; done';

const inDb = (project: string, script: string): string =>
  docker('exec', `${project}-db-1`, 'sh', '-c', script);

describe('up --from', () => {
  test('starts with all that the volumes of the project have, and leaves the project as it was', async () => {
    workspace = aWorkspace('from', { 'compose.yaml': FILE });
    const { project } = workspace;
    await workspace.gantry('up -d');
    inDb(project, FILL);
    const before = inDb(project, LIST);

    const refused = await workspace.gantry('--instance a up -d --from .');
    const planned = await workspace.gantry('--instance a plan up --from . --stop-source');
    const started = await workspace.gantry('--instance a up -d --from . --stop-source');
    const again = await workspace.gantry('--instance a up -d --from .');

    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining(`${project}-db-1 may write`) });
    expect(planned.stdout).toContain(`volume ${project}-a_data: copy of ${project}_data (3`);
    expect(planned.stdout).toContain(`restart container ${project}-db-1 because of --stop-source`);
    expect(started).toMatchObject({ code: 0 });
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing changed') });
    expect(before).toContain('./deep/file regular file 999:998 4750 2 5');
    expect(inDb(`${project}-a`, LIST)).toBe(before);
    expect(inDb(project, LIST)).toBe(before);
    expect(Object.values(statesOf(project))).toEqual(['running', 'running']);
    const own = await leftovers(`${project}-a`);
    expect(own.filter((thing) => thing.includes('copying'))).toEqual([]);
  });

  test('takes half a copy for none, and makes it anew', async () => {
    workspace = aWorkspace('half', { 'compose.yaml': FILE });
    const { project } = workspace;
    await workspace.gantry('up -d');
    inDb(project, 'echo whole > /data/it');
    await workspace.gantry('stop');
    // As a process leaves it that is killed while it copies.
    const labels = ['--label', `${LABEL.project}=${project}-a`, '--label', `${LABEL.instance}=a`];
    labels.push('--label', `${LABEL.instanceOf}=${project}`);
    const copy = `${project}-a_data`;
    docker('volume', 'create', ...labels, '--label', `${LABEL.volume}=data`, copy);
    const marks = ['--label', `${LABEL.copying}=${copy}`, '--label', `${LABEL.copyingFrom}=${project}_data`];
    docker('volume', 'create', ...labels, ...marks, `${copy}_copying`);
    const helper = [
      '--name',
      `${copy}_copying_to`,
      '-v',
      `${copy}:/volume`,
      '--label',
      `${LABEL.copies}=${copy}`,
    ];
    docker('create', ...labels, ...helper, 'busybox', 'true');

    const refused = await workspace.gantry('--instance a up -d');
    const made = await workspace.gantry('--instance a up -d --from .');

    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('(half-copied)') });
    expect(made).toMatchObject({ code: 0 });
    expect(inDb(`${project}-a`, 'cat /data/it')).toBe('whole');
    expect(await workspace.gantry('--instance a down -v')).toMatchObject({ code: 0 });
    expect(await leftovers(`${project}-a`)).toEqual([]);
  });

  test.each([
    ['nobody', 'has no instance "nobody"'],
    ['a', '--from names what is started'],
  ])('refuses the source %s', async (from, why) => {
    workspace = aWorkspace('unknown', { 'compose.yaml': FILE });
    const up = await workspace.gantry(`--instance a up -d --from ${from}`);
    expect(up).toMatchObject({ code: 1, stderr: expect.stringContaining(why) });
    expect(await leftovers(`${workspace.project}-a`)).toEqual([]);
  });
});
