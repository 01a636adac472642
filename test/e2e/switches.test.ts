import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { aWorkspace, docker, PROGRAM, type Workspace } from '../support/gantry.ts';

let workspace: Workspace;
afterEach(() => workspace.remove());

const WEB = '{image: busybox, command: sleep 600, init: true, stop_grace_period: 0s}';
const FILES = {
  'compose.yaml': `services:\n  web: ${WEB}\n`,
  'with-orphan.yaml': `services:\n  web: ${WEB}\n  orphan: ${WEB}\n`,
};
const running = (): readonly string[] =>
  docker('ps', '--filter', `label=com.docker.compose.project=${workspace.project}`, '--format', '{{.Names}}')
    .split('\n')
    .filter(Boolean)
    .map((name) => name.slice(workspace.project.length + 1))
    .sort();

/** The same from the environment, from `.env`, from a file that a flag names, and from the `.env` of a folder above. */
const places = (
  name: string,
  value: string,
): readonly (readonly [string, () => ReturnType<Workspace['gantry']>])[] => [
  ['the environment', () => workspace.gantry('up -d', { [name]: value })],
  [
    '.env',
    () => {
      workspace.write('.env', `${name}="${value}"\n`);
      return workspace.gantry('up -d');
    },
  ],
  [
    '--env-file',
    () => {
      workspace.write('.env', '');
      workspace.write('named.env', `${name}=x\n`);
      workspace.write('named-too.env', `export ${name}=${value}\n`);
      return workspace.gantry('--env-file named.env --env-file named-too.env up -d');
    },
  ],
];

describe('a switch in the environment or in an env file', () => {
  test.each(places('COMPOSE_PROGRESS', 'json'))('COMPOSE_PROGRESS, in %s', async (_, up) => {
    workspace = aWorkspace('progress', FILES);
    const { stderr } = await up();

    expect(
      stderr
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line).type),
    ).toContain('end');
  });

  test.each(places('COMPOSE_STATUS_STDOUT', '1'))('COMPOSE_STATUS_STDOUT, in %s', async (_, up) => {
    workspace = aWorkspace('status', FILES);

    expect(await up()).toMatchObject({ stdout: expect.stringContaining('web-1 Started'), stderr: '' });
  });

  test.each(places('COMPOSE_REMOVE_ORPHANS', 'yes'))('COMPOSE_REMOVE_ORPHANS, in %s', async (_, up) => {
    workspace = aWorkspace('orphans', FILES);
    await workspace.gantry('-f with-orphan.yaml up -d');
    await up();

    expect(running()).toEqual(['web-1']);
  });

  test.each(places('COMPOSE_IGNORE_ORPHANS', 'true'))('COMPOSE_IGNORE_ORPHANS, in %s', async (_, up) => {
    workspace = aWorkspace('ignored', FILES);
    await workspace.gantry('-f with-orphan.yaml up -d');

    expect((await up()).stderr).not.toContain('orphan');
    expect(running()).toEqual(['orphan-1', 'web-1']);
  });

  test.each(places('COMPOSE_PARALLEL_LIMIT', 'many'))('COMPOSE_PARALLEL_LIMIT, in %s', async (_, up) => {
    workspace = aWorkspace('limit', FILES);

    expect(await up()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('COMPOSE_PARALLEL_LIMIT takes a whole number, not "many" (bad-usage)'),
    });
    expect(running()).toEqual([]);
  });
});

describe('a switch', () => {
  test('in the environment counts more than one in .env, and a flag more than both', async () => {
    workspace = aWorkspace('order', { ...FILES, '.env': 'COMPOSE_PROGRESS=json\n' });
    const quiet = { COMPOSE_PROGRESS: 'quiet' };

    expect((await workspace.gantry('up -d', quiet)).stderr).toBe('');
    expect((await workspace.gantry('--progress plain up -d --force-recreate', quiet)).stderr).toContain(
      'web-1 Started',
    );
    await workspace.gantry('-f with-orphan.yaml up -d', quiet);
    await workspace.gantry('up -d --remove-orphans=false', { COMPOSE_REMOVE_ORPHANS: 'true' });
    expect(running()).toEqual(['orphan-1', 'web-1']);
  });

  test('counts for what is told of an unknown command or flag too', async () => {
    workspace = aWorkspace('unknown', { ...FILES, '.env': 'COMPOSE_PROGRESS=json\n' });
    for (const words of ['upp', '--nothing up', 'up --nothing']) {
      const { code, stderr } = await workspace.gantry(words);
      expect(code).toBe(1);
      expect(JSON.parse(stderr), words).toMatchObject({ type: 'error', code: 'bad-usage' });
    }
  });

  test('that removes orphans counts for down and kill too', async () => {
    workspace = aWorkspace('orphans-too', { ...FILES, '.env': 'COMPOSE_REMOVE_ORPHANS=1\n' });
    await workspace.gantry('-f with-orphan.yaml up -d');
    await workspace.gantry('kill');
    expect(running()).toEqual([]);
    await workspace.gantry('-f with-orphan.yaml up -d');
    await workspace.gantry('down');
    expect(running()).toEqual([]);
    await workspace.gantry('-f with-orphan.yaml up -d');
    await workspace.gantry('up -d');
    expect(running()).toEqual(['web-1']);
  });

  test('of the folder above counts where the Compose file lies there', async () => {
    workspace = aWorkspace('above', { ...FILES, '.env': 'COMPOSE_PROGRESS=quiet\n', 'deep/down/.keep': '' });

    const [program = '', ...words] = PROGRAM;
    const below = spawnSync(program, [...words, 'up', '-d'], {
      cwd: join(workspace.folder, 'deep/down'),
      env: { ...process.env, COMPOSE_PROJECT_NAME: workspace.project },
      encoding: 'utf8',
    });
    expect(below).toMatchObject({ status: 0, stderr: '' });
    expect(running()).toEqual(['web-1']);
    expect(await workspace.gantry('--project-directory . -f compose.yaml up -d')).toMatchObject({
      stderr: '',
    });
    expect(await workspace.gantry('-f deep/../compose.yaml up -d')).toMatchObject({ stderr: '' });
  });

  test('that cannot be read has no effect and says so; one that is empty says nothing', async () => {
    workspace = aWorkspace('misspelt', { ...FILES, '.env': 'COMPOSE_ENV_FILES=other.env\n' });
    const wrong = { COMPOSE_ANSI: 'sometimes', COMPOSE_PROGRESS: 'loud', COMPOSE_MENU: 'maybe' };
    const { code, stderr } = await workspace.gantry('config -q', wrong);

    expect(code).toBe(0);
    expect(stderr.split('\n').sort()).toEqual([
      '',
      'warning: COMPOSE_ANSI=sometimes has no effect: it takes auto, always or never',
      'warning: COMPOSE_ENV_FILES has no effect in an env file: set it in the environment',
      'warning: COMPOSE_MENU=maybe counts as off: it takes true or false',
      'warning: COMPOSE_PROGRESS=loud has no effect: it takes auto, tty, plain, json, quiet or none',
    ]);

    workspace.write('.env', '');
    const empty = { COMPOSE_ANSI: '', COMPOSE_PROGRESS: '', COMPOSE_PARALLEL_LIMIT: '', COMPOSE_MENU: '' };
    expect(await workspace.gantry('config -q', empty)).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('that contradicts another one is refused', async () => {
    workspace = aWorkspace('contrary', FILES);

    expect((await workspace.gantry('--ansi never ps', { COMPOSE_PROGRESS: 'tty' })).stderr).toContain(
      '--progress tty and --ansi never contradict each other (bad-usage)',
    );
  });
});
