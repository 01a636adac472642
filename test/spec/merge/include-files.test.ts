import { describe, expect, test } from 'vitest';
import { loadFiles, loadWeb, problemsOf } from '../../support/load-files.ts';

/** Files of which the first includes the second, which stands in a folder of its own. */
const including = (web: string, more: Readonly<Record<string, string>> = {}, item = 'sub/compose.yaml') => ({
  'compose.yaml': `include: [${item}]\n`,
  'sub/compose.yaml': `services: {web: {image: x, ${web}}}\n`,
  ...more,
});

describe('the paths of an included file', () => {
  test('are those of its own folder', async () => {
    const web = await loadWeb({
      'compose.yaml': 'include: [sub/compose.yaml]\n',
      'sub/compose.yaml':
        'services: {web: {image: x, env_file: [{path: a.env}], label_file: [l], volumes: ["./src:/src", {type: bind, source: in, target: /in}, {type: volume, source: data, target: /data}, "data:/more"]}}\nvolumes: {data: {}}\n',
      'sub/a.env': 'A=1\n',
      'sub/l': 'l=1\n',
    });

    expect(web.environment.get('A')).toBe('1');
    expect(web.labels.get('l')).toBe('1');
    expect(web.volumes.map(({ source, target }) => [source, target])).toEqual([
      ['/app/sub/src', '/src'],
      ['/app/sub/in', '/in'],
      ['data', '/data'],
      ['data', '/more'],
    ]);
  });

  test('are those of the folder that the project names for it', async () => {
    const web = await loadWeb(
      including('volumes: ["./src:/src"]', {}, '{path: sub/compose.yaml, project_directory: other}'),
    );

    expect(web.volumes[0]?.source).toBe('/app/other/src');
  });

  test.each([
    ['build: .', '/app/sub', []],
    ['build: {context: src}', '/app/sub/src', []],
    ['build: {target: x}', '/app/sub', []],
    [
      'build: {additional_contexts: ["a=./a", "b=https://example.test/b.git"]}',
      '/app/sub',
      [
        ['a', '/app/sub/a'],
        ['b', 'https://example.test/b.git'],
      ],
    ],
    ['build: {additional_contexts: {a: ./a}}', '/app/sub', [['a', '/app/sub/a']]],
  ])('are those of the builds there: %s', async (build, context, contexts) => {
    const web = await loadWeb(including(build));

    expect(web.build?.context).toBe(context);
    expect([...(web.build?.additionalContexts ?? [])]).toEqual(contexts);
  });

  test('are those of the keys for a build there', async () => {
    const keys = async (ssh: string) => [
      ...((await loadWeb(including(`build: {context: ., ssh: ${ssh}}`))).build?.ssh ?? []),
    ];

    expect(await keys('["k=./key"]')).toEqual([['k', '/app/sub/key']]);
    expect(await keys('[default]')).toEqual([['default', '']]);
  });

  test('are those of the folders that local volumes are bound to, and of no other options', async () => {
    const device = async (volume: string) => {
      const { project } = await loadFiles({
        'compose.yaml': 'include: [sub/compose.yaml]\n',
        'sub/compose.yaml': `services: {web: {image: x, volumes: ["data:/data"]}}\nvolumes: {data: ${volume}}\n`,
      });
      return project.volumes.get('data')?.driverOpts.get('device');
    };

    expect(await device('{driver: local, driver_opts: {o: bind, device: ./data}}')).toBe('/app/sub/data');
    expect(await device('{driver: local, driver_opts: {o: nfs, device: ./data}}')).toBe('./data');
    expect(await device('{driver: other, driver_opts: {o: bind, device: ./data}}')).toBe('./data');
  });

  test('are those of its secrets and configs', async () => {
    const { project } = await loadFiles({
      'compose.yaml': 'include: [sub/compose.yaml]\n',
      'sub/compose.yaml':
        'services: {web: {image: x, secrets: [key], configs: [conf]}}\nsecrets: {key: {file: key.txt}}\nconfigs: {conf: {file: ./conf.txt}}\n',
    });

    expect(project.secrets.get('key')?.from).toMatchObject({ kind: 'file', path: '/app/sub/key.txt' });
    expect(project.configs.get('conf')?.from).toMatchObject({ kind: 'file', path: '/app/sub/conf.txt' });
  });
});

describe('the variables of an included file', () => {
  const image = 'command: ["${A-none}", "${B-none}"]';
  const command = async (files: Readonly<Record<string, string>>, environment = {}) =>
    (await loadWeb(files, { environment })).command;

  test('are those of the .env of its folder, under those that are set already', async () => {
    const files = including(image, { 'sub/.env': 'A=sub\nB=sub\n' });

    expect(await command(files)).toEqual(['sub', 'sub']);
    expect(await command(files, { A: 'set' })).toEqual(['set', 'sub']);
    expect(await command(including(image))).toEqual(['none', 'none']);
  });

  test('are those of the env files that are named for it instead, the later one counting, which may use others', async () => {
    const env = { 'sub/.env': 'A=sub\n', 'one.env': 'A=one\nC=c\n', 'two.env': 'B=$C-$A-$D\n' };
    const named = (list: string) => including(image, env, `{path: sub/compose.yaml, env_file: ${list}}`);

    expect(await command(named('one.env'))).toEqual(['one', 'none']);
    expect(await command(named('[one.env, two.env]'), { D: 'd' })).toEqual(['one', 'c-one-d']);
    expect(await command(named('/dev/null'))).toEqual(['none', 'none']);
  });

  test('fill what its services leave open, and no others', async () => {
    const env = { 'sub/.env': 'A=sub\n' };
    const variables = async (environment: string) => [
      ...(await loadWeb(including(`environment: ${environment}`, env))).environment,
    ];

    expect(await variables('[A, "B=b", "A2="]')).toEqual([
      ['A', 'sub'],
      ['B', 'b'],
      ['A2', ''],
    ]);
    expect(await variables('{A: null, B: b}')).toEqual([
      ['A', 'sub'],
      ['B', 'b'],
    ]);
    const { project } = await loadFiles({
      'compose.yaml': 'include: [sub/compose.yaml]\nservices: {own: {image: x, environment: [A]}}\n',
      'sub/compose.yaml': 'services: {web: {image: x}}\n',
      ...env,
    });
    expect(project.services.get('own')?.environment.get('A') ?? null).toBeNull();
  });

  test('name the env file that is missing, and where it is named', async () => {
    expect(
      await problemsOf(including('tty: true', {}, '{path: sub/compose.yaml, env_file: none.env}')),
    ).toEqual([expect.stringMatching(/^compose\.yaml:1:\d+ env-file-not-found .*the env file none\.env/)]);
  });
});

describe('what is wrong with an include', () => {
  test('is said at the place that names the file', async () => {
    expect(
      await problemsOf({ 'compose.yaml': 'include: [none.yaml]\nservices: {web: {image: x}}\n' }),
    ).toEqual([expect.stringMatching(/^compose\.yaml:1:11 file-not-found .*the file to include/)]);
  });

  test('names a file that includes itself, and the whole circle of several', async () => {
    expect(
      await problemsOf({ 'compose.yaml': 'include: [compose.yaml]\nservices: {web: {image: x}}\n' }),
    ).toEqual([
      expect.stringContaining('dependency-cycle «compose.yaml» this file includes itself (remove it)'),
    ]);
    expect(
      await problemsOf({
        'compose.yaml': 'include: [a.yaml]\nservices: {web: {image: x}}\n',
        'a.yaml': 'include: [b.yaml]\n',
        'b.yaml': 'include: [a.yaml]\n',
      }),
    ).toEqual([
      expect.stringContaining(
        'these files include one another: a.yaml → b.yaml → a.yaml (remove one of them)',
      ),
    ]);
  });

  test('is no reason to say that what it should have brought is missing', async () => {
    const problems = await problemsOf({
      'compose.yaml': 'include: [none.yaml]\nservices: {web: {image: x, depends_on: [db]}}\n',
    });

    expect(problems.filter((line) => line.includes('db'))).toEqual([]);
  });
});

test('the project wins over what it includes, and of two included files the first one', async () => {
  const files = {
    'compose.yaml': 'include: [a.yaml, b.yaml]\nservices: {web: {hostname: own}}\n',
    'a.yaml': 'name: a\nservices: {web: {image: a, hostname: a, user: a}}\n',
    'b.yaml': 'services: {web: {image: b, hostname: b, user: b, domainname: b}}\n',
  };
  const web = await loadWeb(files);

  expect([web.hostname, web.image, web.user, web.domainname]).toEqual(['own', 'a', 'a', 'b']);
  expect((await loadFiles(files)).project.name).not.toBe('a');
});
