import { rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { loadProjectFor, type Selection } from '../../../src/cli/files/load.ts';
import { findContainers } from '../../../src/cli/find/find-containers.ts';
import { findTarget } from '../../../src/cli/find/target.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

function inFolder(files: Readonly<Record<string, string>>, globals = {}) {
  const folder = aFolder(files);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return aCli(folder, { engine: new RecordingEngine(), globals });
}

const load = (cli: ReturnType<typeof inFolder>, needs?: Selection['needs']) =>
  loadProjectFor(cli, { services: [], ...(needs && { needs }) });

const WITHOUT_ENV_FILE = {
  'compose.yaml':
    'name: shop\nservices: {web: {image: "busybox", env_file: missing.env, label_file: gone}}\n',
};

const WITH_UNSET_VARIABLES = {
  'compose.yaml': [
    'name: shop',
    'services:',
    '  web:',
    '    image: busybox:1$TAG',
    '    command: echo ${TAG} $LEVEL',
    '    labels: {tag: $TAG}',
    '',
  ].join('\n'),
};

test('findContainers() needs no env file of a service', async () => {
  const cli = inFolder(WITHOUT_ENV_FILE);
  await expect(findContainers(cli, ['web'])).resolves.toMatchObject({ project: 'shop' });
});

test('findTarget() needs no env file of a service, not even under --strict', async () => {
  const target = await findTarget(inFolder(WITHOUT_ENV_FILE, { strict: true }), ['web']);
  expect(target.project.name).toBe('shop');
});

test('findTarget() for who starts containers reads the env files of services with pre_start hooks', async () => {
  const cli = inFolder({
    'compose.yaml': `services:
  web: {image: busybox, env_file: missing.env}
  db: {image: busybox, env_file: db.env, pre_start: [{command: ["true"]}]}
`,
    'db.env': 'FROM=file\n',
  });
  const { project } = await findTarget(cli, [], { needs: 'starts' });
  expect([...(project.services.get('db')?.environment ?? [])]).toEqual([['FROM', 'file']]);
});

test('loadProjectFor() needs no env file for images, and one for containers', async () => {
  await expect(load(inFolder(WITHOUT_ENV_FILE), 'images')).resolves.toMatchObject({ name: 'shop' });
  await expect(load(inFolder(WITHOUT_ENV_FILE))).rejects.toMatchObject({
    problems: [{ code: 'env-file-not-found' }, { code: 'file-not-found' }],
  });
});

test('findContainers() and findTarget() are silent about variables whose values they do not use', async () => {
  const cli = inFolder(WITH_UNSET_VARIABLES);
  await findContainers(cli, []);
  await findTarget(cli, []);
  expect(cli.written.stderr).toBe('');
});

test('loadProjectFor() says once that a variable is not set, in one line, however often it is used or the files are read', async () => {
  const cli = inFolder(WITH_UNSET_VARIABLES);
  await load(cli);
  await load(cli, 'images');
  expect(cli.written.stderr.replaceAll(/ \(set it.*?\) \(/g, ' (')).toBe(
    [
      'compose.yaml:4:21: warning: the variable TAG is not set, so an empty text is used (unset-variable)',
      'compose.yaml:5:26: warning: the variable LEVEL is not set, so an empty text is used (unset-variable)',
      '',
    ].join('\n'),
  );
});
