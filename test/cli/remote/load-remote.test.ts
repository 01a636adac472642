import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { affectedCommand } from '../../../src/cli/commands/affected.ts';
import { loadProjectFor } from '../../../src/cli/files/load.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';

const COMMIT = 'c'.repeat(40);
const ADDRESS = `https://nobody.test/app.git#${COMMIT}`;

let folder: string;

beforeEach(() => {
  folder = aFolder({
    [`gantry/remote/git/${COMMIT}/compose.yaml`]:
      'services: {web: {image: "127.0.0.1:5999/x${TOKEN}:1", privileged: true}}\n',
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const cliOf = (command: string, globals = {}) =>
  aCli(folder, {
    globals: { file: [ADDRESS], command, ...globals },
    environment: { XDG_CACHE_HOME: folder, TOKEN: 'hunter2' },
  });

test.each(['pull', 'lock', 'outdated', 'build', 'test', 'ci', 'scale', 'dev', 'watch', 'bundle'])(
  '%s goes on with a remote file only where it is agreed to',
  async (command) => {
    const load = (globals = {}) => loadProjectFor(cliOf(command, globals), { services: [], needs: 'images' });

    await expect(load()).rejects.toThrow('Do you trust');
    expect((await load({ agreesToRemote: true })).services.has('web')).toBe(true);
  },
);

test.each(['ps', 'down', 'config', 'check', 'plan'])('%s asks nothing', async (command) => {
  const project = await loadProjectFor(cliOf(command), { services: [] });

  expect(project.services.has('web')).toBe(true);
});

test('affected says that it needs files of this machine', async () => {
  await expect(affectedCommand(cliOf('affected')).parseAsync([], { from: 'user' })).rejects.toThrow(
    `${ADDRESS} is on another machine, and has no changes here`,
  );
});
