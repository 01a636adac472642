import { describe, expect, test } from 'vitest';
import { type FoundFiles, findFiles } from '../../../src/spec/files/find-files.ts';
import type { LoadRequest } from '../../../src/spec/files/load-request.ts';
import { Remotes } from '../../../src/spec/read/remotes.ts';
import { findProblems } from '../../support/find-problems.ts';
import { memoryFiles } from '../../support/memory-files.ts';
import { noFindings } from '../../support/no-findings.ts';
import { showProblems } from '../../support/show-problems.ts';

const COMPOSE = 'services: {}\n';

interface Asked extends Partial<Omit<LoadRequest, 'environment'>> {
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

const request = ({ environment = {}, stdin: _stdin, ...rest }: Asked): LoadRequest => ({
  cwd: '/app',
  files: [],
  envFiles: [],
  profiles: [],
  environment: new Map(Object.entries(environment)),
  ...rest,
});

async function find(files: Readonly<Record<string, string>>, asked: Asked = {}): Promise<FoundFiles> {
  const remotes = new Remotes(undefined, memoryFiles(files, asked.stdin));
  const found = await findFiles(request(asked), remotes, noFindings);
  if (!found) throw new Error('nothing was found');
  return found;
}

const complaints = async (files: Readonly<Record<string, string>>, asked: Asked = {}) =>
  showProblems(
    await findProblems(async (report) => {
      await findFiles(request(asked), new Remotes(undefined, memoryFiles(files)), report);
    }),
  );

describe('findFiles()', () => {
  test('searches upwards, and takes the override file beside what it finds', async () => {
    const found = await find(
      { '/app/compose.yaml': COMPOSE, '/app/compose.override.yaml': COMPOSE, '/compose.yaml': COMPOSE },
      { cwd: '/app/src/deep' },
    );
    expect(found.configFiles).toEqual(['/app/compose.yaml', '/app/compose.override.yaml']);
    expect(found.workingDir).toBe('/app');
    expect(found.sources.map(({ name }) => name)).toEqual([
      '/app/compose.yaml',
      '/app/compose.override.yaml',
    ]);
  });

  test('shows names relative to the current folder', async () => {
    const found = await find(
      { '/app/sub/a.yaml': COMPOSE, '/b.yaml': COMPOSE },
      { files: ['sub/a.yaml', '../b.yaml'] },
    );
    expect(found.sources.map(({ name }) => name)).toEqual(['sub/a.yaml', '/b.yaml']);
    expect(found.workingDir).toBe('/app/sub');
  });

  test('takes -f alone, without override file, and standard input for a dash', async () => {
    const found = await find(
      { '/app/compose.yaml': COMPOSE, '/app/compose.override.yaml': COMPOSE },
      { files: ['-', 'compose.yaml'], stdin: 'name: x\n' },
    );
    expect(found.configFiles).toEqual(['-', '/app/compose.yaml']);
    expect(found.sources[0]).toEqual({ name: '<stdin>', text: 'name: x\n' });
  });

  test('takes COMPOSE_FILE of the environment or of .env, split by COMPOSE_PATH_SEPARATOR', async () => {
    const files = {
      '/app/a.yaml': COMPOSE,
      '/app/b.yaml': COMPOSE,
      '/app/.env': 'COMPOSE_FILE=a.yaml,b.yaml\n',
    };
    const comma = { COMPOSE_PATH_SEPARATOR: ',' };
    expect((await find(files, { environment: comma })).configFiles).toEqual(['/app/a.yaml', '/app/b.yaml']);
    expect((await find(files, { environment: { COMPOSE_FILE: 'b.yaml:a.yaml' } })).configFiles).toEqual([
      '/app/b.yaml',
      '/app/a.yaml',
    ]);
  });

  test('takes --project-directory as the working folder, and searches from there', async () => {
    expect((await find({ '/p/compose.yml': COMPOSE }, { projectDirectory: '../p' })).configFiles).toEqual([
      '/p/compose.yml',
    ]);
    const named = await find({ '/app/c.yaml': COMPOSE }, { projectDirectory: '/p', files: ['c.yaml'] });
    expect(named.workingDir).toBe('/p');
  });

  test('lets the environment win over .env, and .env of the current folder over that of the project', async () => {
    const files = {
      '/p/compose.yaml': COMPOSE,
      '/p/.env': 'A=project\nB=project\nC=project\n',
      '/p/sub/.env': 'A=sub\nB=sub\n',
    };
    const { variables } = await find(files, { cwd: '/p/sub', environment: { A: 'environment' } });
    expect(Object.fromEntries(variables)).toEqual({
      A: 'environment',
      B: 'sub',
      C: 'project',
      PWD: '/p/sub',
    });
    const known = await find(files, { cwd: '/p', environment: { PWD: '/link' } });
    expect(known.variables.get('PWD')).toBe('/link');
  });

  test('reads the named env files only, the later ones winning', async () => {
    const files = {
      '/app/compose.yaml': COMPOSE,
      '/app/.env': 'A=0\n',
      '/app/1': 'A=1\nB=1\n',
      '/app/2': 'A=2\nC=$A\n',
    };
    const found = await find(files, { envFiles: ['1', '2'] });
    expect(found.envFiles).toEqual(['/app/1', '/app/2']);
    expect(Object.fromEntries(found.variables)).toEqual({ A: '2', B: '1', C: '1', PWD: '/app' });
    expect((await find(files, { environment: { COMPOSE_ENV_FILES: '2, 1' } })).variables.get('A')).toBe('1');
  });

  test('reads no .env when COMPOSE_DISABLE_ENV_FILE says so', async () => {
    const files = { '/app/compose.yaml': COMPOSE, '/app/.env': 'A=0\n' };
    expect((await find(files, { environment: { COMPOSE_DISABLE_ENV_FILE: '1' } })).variables.has('A')).toBe(
      false,
    );
    expect(
      (await find(files, { environment: { COMPOSE_DISABLE_ENV_FILE: 'false' } })).variables.has('A'),
    ).toBe(true);
  });

  test('takes --profile, else COMPOSE_PROFILES', async () => {
    const files = { '/app/compose.yaml': COMPOSE, '/app/.env': 'COMPOSE_PROFILES=dev, test\n' };
    expect((await find(files)).profiles).toEqual(['dev', 'test']);
    expect((await find(files, { profiles: ['prod'] })).profiles).toEqual(['prod']);
  });

  test('names the folders it searched, and a file that may be meant', async () => {
    expect(await complaints({ '/app/compose.yam': '' }, { cwd: '/app' })).toEqual([
      'no-compose-file there is no Compose file in /app, nor in a folder above it (there is compose.yam: rename it to compose.yaml, or name it with -f)',
    ]);
    expect(await complaints({})).toEqual([
      'no-compose-file there is no Compose file in /app, nor in a folder above it (create compose.yaml, or name a file with -f)',
    ]);
  });

  test('reports every file that is missing or a folder, with the nearest name', async () => {
    const files = { '/app/prod.yaml': COMPOSE, '/app/sub/x': '' };
    expect(
      await complaints(files, { files: ['prd.yaml', 'sub', 'prod.yaml'], envFiles: ['no.env'] }),
    ).toEqual([
      'env-file-not-found the env file no.env does not exist',
      'file-not-found the Compose file prd.yaml does not exist (did you mean "prod.yaml"?)',
      'file-unreadable the Compose file sub is a directory',
    ]);
  });

  test('warns when a folder has several Compose files', async () => {
    expect(await complaints({ '/app/compose.yaml': COMPOSE, '/app/docker-compose.yml': COMPOSE })).toEqual([
      'no-effect warning docker-compose.yml is not read, because compose.yaml comes first (remove what is not used, or name the files with -f)',
    ]);
  });

  test('refuses an empty file, but only warns of one beside others', async () => {
    expect(await complaints({ '/app/compose.yaml': '\uFEFF# nothing\n---\n\n' })).toEqual([
      'compose.yaml:1:2 empty-file «#» compose.yaml has nothing but comments (a Compose file starts with "services:")',
    ]);
    expect(await complaints({ '/app/compose.yaml': COMPOSE, '/app/compose.override.yml': '' })).toEqual([
      'compose.override.yml:1:1 empty-file warning «» compose.override.yml is empty (a Compose file starts with "services:")',
    ]);
  });
});
