import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadProjectFor } from '../../../src/cli/files/load.ts';
import { hostAccess } from '../../../src/cli/remote/host-access.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';

const COMMIT = 'c'.repeat(40);
const TEXT = `name: shop
services:
  web: {image: x, volumes: [".:/w", "./data:/data", "/srv:/srv"], env_file: [{path: x.env, required: false}]}
`;

let folder: string;
let kept: string;
let copy: string;

beforeEach(() => {
  folder = aFolder({ [`gantry/remote/git/${COMMIT}/compose.yaml`]: TEXT });
  kept = join(folder, 'gantry/remote/git', COMMIT);
  copy = join(folder, 'gantry/remote-work/git', COMMIT, 'shop');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const load = (command: string, globals = {}) =>
  loadProjectFor(
    aCli(folder, {
      globals: {
        file: [`https://nobody.test/app.git#${COMMIT}`],
        command,
        agreesToRemote: true,
        ...globals,
      },
      environment: { XDG_CACHE_HOME: folder },
    }),
    { services: [] },
  );

describe('containers of a remote file', () => {
  test('mount a copy of it, and other folders as they are', async () => {
    const project = await load('up');

    expect(project.services.get('web')?.volumes.map(({ source }) => source)).toEqual([
      copy,
      join(copy, 'data'),
      '/srv',
    ]);
    expect(hostAccess(project)).toEqual(['service "web" mounts /srv']);
    expect(readFileSync(join(copy, 'compose.yaml'), 'utf8')).toBe(TEXT);
  });

  test('change nothing that is read', async () => {
    await load('up');
    writeFileSync(join(folder, 'secret'), 'SECRET=hunter2\n');
    symlinkSync(join(folder, 'secret'), join(copy, 'x.env'));
    writeFileSync(join(copy, 'compose.yaml'), 'services: {other: {image: y}}\n');
    const again = await load('up');

    expect([...again.services.keys()]).toEqual(['web']);
    expect(again.services.get('web')?.environment.size).toBe(0);
    expect(existsSync(join(kept, 'x.env'))).toBe(false);
    expect(existsSync(join(copy, 'x.env'))).toBe(true);
  });

  test('get nothing of the host by a link that they put in place of what is mounted', async () => {
    await load('up');
    symlinkSync('/', join(copy, 'data'));

    await expect(load('up')).rejects.toThrow(`${join(copy, 'data')} is a link out of the files of`);
    rmSync(join(copy, 'data'));
    symlinkSync('/nowhere/yet', join(copy, 'data'));
    await expect(load('up')).rejects.toThrow('is a link out of the files of');
    rmSync(join(copy, 'data'));
    mkdirSync(join(copy, 'data'));
    expect((await load('up')).services.has('web')).toBe(true);
  });

  test('have the same plan where nothing is made', async () => {
    const shown = await load('up', { dryRun: true });

    expect(shown.services.get('web')?.volumes[0]?.source).toBe(copy);
    expect(existsSync(copy)).toBe(false);
    expect((await load('ps')).services.get('web')?.volumes[0]?.source).toBe(copy);
  });
});
