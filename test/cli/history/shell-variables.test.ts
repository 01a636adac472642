import { rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { shellVariables } from '../../../src/cli/history/shell-variables.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';

test('shellVariables() names those of the environment that the files use, and no values', async () => {
  const folder = aFolder({
    'compose.yaml':
      'services: {web: {image: "app:${TAG:-1}", environment: {TOKEN: "${TOKEN}", H: "${HOME}", U: "${UNSET:-x}"}}}',
    '.env': 'UNSET=of-a-file\n',
  });
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const environment = new Map([
    ['TAG', '2'],
    ['TOKEN', 'geheim'],
    ['HOME', '/root'],
    ['OTHER', 'x'],
  ]);
  expect(await shellVariables({ ...aCli(folder, {}), environment })).toEqual(['TAG', 'TOKEN']);
  rmSync(folder, { recursive: true, force: true });
  expect(await shellVariables({ ...aCli(folder, {}), environment })).toEqual([]);
});
