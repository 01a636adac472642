import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, describe, expect, test } from 'vitest';
import { configCommand } from '../../../src/cli/commands/config.ts';
import { engineRefused } from '../../../src/engine/refusals/engine-error.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const folder = aFolder({
  'compose.yaml': `name: shop
services:
  web: {image: "web:\${TAG:-1}", depends_on: [db], networks: [n], env_file: web.env, volumes: ["./x:/x"]}
  db: {image: "db@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", volumes: ["data:/d"]}
  made: {build: ., profiles: [dev, all]}
  llm: {image: llm, models: [small]}
networks: {n: , spare: }
volumes: {data: , unused: }
models: {small: {model: ai/small}}
`,
  'web.env': 'A=1\n',
});
afterAll(() => rmSync(folder, { recursive: true }));

async function config(words: string, settings: Parameters<typeof aCli>[1] = {}): Promise<string> {
  const cli = aCli(folder, settings);
  await configCommand(cli).parseAsync(words.split(' ').filter(Boolean), { from: 'user' });
  return cli.written.stdout;
}

async function configOf(file: string, words: string): Promise<string> {
  const cli = aCli(aFolder({ 'compose.yaml': file }));
  await configCommand(cli).parseAsync(words.split(' ').filter(Boolean), { from: 'user' });
  rmSync(cli.cwd, { recursive: true });
  return cli.written.stdout;
}

test('config --environment --mask hides what secrets are made of, whatever it is called and how short it is', async () => {
  const fed = aFolder({
    'compose.yaml': `name: shop
services: {web: {image: busybox, environment: {DB_PASSWORD: "\${WORD}", PORT: "\${OPEN}"}}}
secrets: {tok: {environment: FEED}, tiny: {environment: TINY}, gone: {environment: UNSET}, none: {environment: EMPTY}}
`,
    '.env': 'FEED=canary5\nTINY=xy\nWORD=canary6\nOPEN=8080\nCOPY=to-${FEED}\nEMPTY=\n',
  });
  const cli = aCli(fed, { environment: {} });
  await configCommand(cli).parseAsync(['--environment', '--mask'], { from: 'user' });
  rmSync(fed, { recursive: true });

  expect(cli.written.stdout.split('\n')).toEqual(
    expect.arrayContaining([
      'COPY=to-••••••',
      'EMPTY=',
      'FEED=••••••',
      'OPEN=8080',
      'TINY=••••••',
      'WORD=••••••',
    ]),
  );
});

describe('config', () => {
  test.each([
    ['--services', 'db\nllm\nweb\n'],
    ['--services db', 'db\n'],
    ['--services w*', 'db\nweb\n'],
    ['--volumes', 'data\n'],
    ['--volumes --all-resources', 'data\nunused\n'],
    ['--networks', 'default\nn\n'],
    ['--images', 'db@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nllm\nweb:1\n'],
    ['--images db', 'db@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n'],
    ['--profiles', 'all\ndev\n'],
    ['--models', 'ai/small\n'],
    ['--environment', `COMPOSE_PROJECT_NAME=shop\nPWD=${folder}\n`],
    ['--quiet', ''],
    ['--quiet --services', 'db\nllm\nweb\n'],
    ['--no-interpolate --services', 'db\nllm\nmade\nweb\n'],
  ])('%s prints one name a line', async (words, expected) => {
    expect(await config(words)).toBe(expected);
  });

  test('--hash prints the named services, or all of those that are on, by name', async () => {
    const all = await config('--hash *');
    expect(all).toMatch(/^db [0-9a-f]{64}\nllm [0-9a-f]{64}\nweb [0-9a-f]{64}\n$/);
    expect(await config('--hash web,db')).toBe(all.replace(/^llm.*\n/m, ''));
    await expect(config('--hash nope')).rejects.toThrow('no such service: nope');
    await expect(config('--hash made')).rejects.toThrow('no such service: made');
  });

  test('--variables prints a table, or the same as data', async () => {
    expect(await config('--variables')).toBe(
      'NAME   REQUIRED   DEFAULT VALUE   ALTERNATE VALUE\nTAG    false      1               \n',
    );
    const data = { TAG: { Name: 'TAG', DefaultValue: '1', PresenceValue: '', Required: false } };
    expect(JSON.parse(await config('--variables --format json'))).toEqual(data);
    expect(load(await config('--variables --format yaml'))).toEqual(data);
  });

  test('--format says how, and both say the same of what was written', async () => {
    const json = JSON.parse(await config('--format json'));
    const yaml = load(await config(''));
    expect(yaml).toMatchObject({
      name: 'shop',
      services: { web: { image: 'web:1', environment: { A: '1' } } },
    });
    expect(json).toMatchObject({ name: 'shop', services: { web: { image: 'web:1', command: null } } });
  });

  test('a pattern for services takes those that are on, and what they need', async () => {
    expect(Object.keys(JSON.parse(await config('--format json *e*')).services)).toEqual(['db', 'web']);
  });

  test('each --no-… leaves out one thing', async () => {
    const web = async (words: string) => JSON.parse(await config(`--format json ${words}`)).services.web;
    expect(await web('--no-interpolate')).toMatchObject({ image: 'web:$' + '{TAG:-1}' });
    expect(await web('--no-path-resolution')).toMatchObject({ volumes: [{ source: './x' }] });
    expect(await web('--no-env-resolution')).toMatchObject({ env_file: [{ path: join(folder, 'web.env') }] });
    expect(JSON.parse(await config('--format json --no-normalize')).networks).toEqual({ n: { ipam: {} } });
  });

  test('--no-normalize gives a name without a value that of the variable, as docker compose does', async () => {
    const cli = aCli(
      aFolder({ 'compose.yaml': 'services: {web: {image: x, environment: {WHO: , NOT: , A: b}}}' }),
      { environment: { WHO: 'me' } },
    );
    await configCommand(cli).parseAsync(['--no-normalize', '--format', 'json'], { from: 'user' });
    rmSync(cli.cwd, { recursive: true });
    expect(JSON.parse(cli.written.stdout).services.web.environment).toEqual({ A: 'b', NOT: null, WHO: 'me' });
  });

  test('--no-interpolate prints its keys in the order in which they are printed without it', async () => {
    const file = `x-own: {b: 1, a: 2}
secrets: {s: {labels: {b: 1, a: 2}, file: ./s}}
volumes: {v: {driver_opts: {b: "1", a: "2"}, driver: d}}
services:
  web:
    volumes: [{type: volume, target: /x, volume: {subpath: s}, source: v}]
    networks: {n: {ipv4_address: 10.1.0.2, aliases: [w]}}
    secrets: [s]
    image: x
    healthcheck: {retries: 1, test: [CMD, "true"]}
    depends_on: {db: {required: true, condition: service_started}}
    deploy: {resources: {limits: {memory: "1", cpus: "1"}}, mode: replicated}
    build: {args: {B: 1, A: 2}, dockerfile: Other, context: .}
    environment: {B: 1, A: 2}
  db: {image: y}
networks: {n: {driver: bridge}}
`;
    const keysIn = (text: string) =>
      [...text.matchAll(/^ *(?:- )?([\w-]+):/gm)]
        .map(([, key]) => key)
        .filter((key) => !/^(command|entrypoint|placement|ipam)$/.test(key ?? ''));
    expect(keysIn(await configOf(file, '--no-interpolate'))).toEqual(keysIn(await configOf(file, '')));
  });

  test('--no-consistency prints what does not fit together', async () => {
    const cli = aCli(aFolder({ 'compose.yaml': 'services: {web: {image: x, networks: [none]}}' }));
    const run = (words: string[]) => configCommand(cli).parseAsync(words, { from: 'user' });
    await expect(run([])).rejects.toThrow('not declared');
    await run(['--no-consistency', '--format', 'json']);
    expect(JSON.parse(cli.written.stdout).services.web.networks).toEqual({ none: null });
    rmSync(cli.cwd, { recursive: true });
  });

  test('--output writes to a file and nothing else', async () => {
    const path = join(folder, 'out.yaml');
    expect(await config(`--services -o ${path}`)).toBe('');
    expect(readFileSync(path, 'utf8')).toBe('db\nllm\nweb\n');
  });

  test('--resolve-image-digests asks the registry once for each image that has no digest yet', async () => {
    const engine = new RecordingEngine();
    const { services } = JSON.parse(await config('--resolve-image-digests --format json', { engine }));
    expect(engine.calls).toEqual(['resolve llm', 'resolve web:1']);
    expect(services).toMatchObject({
      web: { image: 'docker.io/library/web:1@sha256:of-web:1' },
      db: { image: 'db@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' },
      llm: { image: 'docker.io/library/llm:latest@sha256:of-llm' },
    });
  });

  test('--lock-image-digests prints an override file with the images alone', async () => {
    const engine = new RecordingEngine();
    expect(load(await config('--lock-image-digests', { engine }))).toEqual({
      services: {
        db: { image: 'db@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' },
        llm: { image: 'docker.io/library/llm:latest@sha256:of-llm' },
        web: { image: 'docker.io/library/web:1@sha256:of-web:1' },
      },
    });
  });

  test('puts what others need first, and orders all else by name', async () => {
    expect(
      await configOf(
        'services: {a: {image: x, depends_on: [z]}, z: {image: x}, b: {image: x}}',
        '--services',
      ),
    ).toBe('b\nz\na\n');
  });

  test('keeps in JSON what the files say: models, an agent, limits of 0', async () => {
    const file = `services: {web: {build: {context: ., ssh: ["k=/key"]}, ulimits: {core: 0}, models: [m]}}
models: {m: {model: ai/m}}
x-note: 1
`;
    expect(JSON.parse(await configOf(file, '--format json'))).toMatchObject({
      services: { web: { build: { ssh: ['k=/key'] }, ulimits: { core: 0 }, models: { m: null } } },
      models: { m: { model: 'ai/m' } },
      'x-note': 1,
    });
  });

  test('keeps x-… of a service and of a build, and no others inside of it', async () => {
    const file =
      'services: {web: {build: {context: ., x-b: 1}, healthcheck: {test: x, x-h: 1}, deploy: {x-d: 1}, x-w: 1}}';
    const text = await configOf(file, '');

    expect(text.match(/x-\w/g)).toEqual(['x-b', 'x-w']);
  });

  test('prints with --no-interpolate a volume whose variable has a colon', async () => {
    const file = 'services: {web: {image: x, volumes: ["${DIR:-/a}:/b:ro"]}}';
    const { services } = JSON.parse(await configOf(file, '--no-interpolate --format json'));

    expect(services.web.volumes).toMatchObject([
      { source: '$' + '{DIR:-/a}', target: '/b', read_only: true },
    ]);
  });

  test('finds env files beside the files, with --no-path-resolution too', async () => {
    const cli = aCli(join(folder, '..'), { globals: { file: [join(folder, 'compose.yaml')] } });
    await configCommand(cli).parseAsync(['--no-path-resolution', '--format', 'json'], { from: 'user' });

    expect(JSON.parse(cli.written.stdout).services.web.environment).toEqual({ A: '1' });
  });

  test('says which image a registry does not have', async () => {
    const engine = new RecordingEngine();
    engine.resolveDigest = () => Promise.reject(engineRefused(404, 'manifest unknown: manifest unknown'));
    await expect(config('--resolve-image-digests', { engine })).rejects.toThrow(/^image (llm|web:1): /);
  });
});
