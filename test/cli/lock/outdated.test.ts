import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { outdatedCommand } from '../../../src/cli/commands/outdated.ts';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import { imageId } from '../../../src/model/ids.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFakeRegistry, type FakeRegistry } from '../../support/a-fake-registry.ts';
import { aFolder } from '../../support/a-folder.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

let registry: FakeRegistry;
let folder: string;
let engine: RecordingEngine;

const OLD = `sha256:${'a'.repeat(64)}`;

let first: NonNullable<Parameters<typeof aFakeRegistry>[0]['first']>;

beforeEach(async () => {
  first = () => false;
  registry = await aFakeRegistry({
    first: (request, response) => first(request, response),
    created: {
      'db:16.4': '2025-01-01T00:00:00Z',
      'db:17.2': { annotation: '2025-02-01T10:00:00Z' },
      'web:latest': '1980-01-01T00:00:01Z',
    },
    images: {
      'db:16.1': 'x',
      'db:16.4': 'y',
      'db:17.2': 'z',
      'db:latest': 'z',
      'cache:7': 'c',
      'web:latest': 'w',
    },
  });
  engine = new RecordingEngine();
  engine.listImageSummaries = async () => [
    {
      id: imageId('sha256:1'),
      tags: [`${registry.host}/db:16.1`],
      digests: [`${registry.host}/db@${OLD}`, `${registry.host}/db@${registry.digestOf('db:16.1')}`],
      sizeBytes: 1,
      createdAt: 1_700_000_000,
    },
    {
      id: imageId('sha256:2'),
      tags: [`${registry.host}/web:latest`],
      digests: [`${registry.host}/web@${OLD}`],
      sizeBytes: 1,
      createdAt: 0,
    },
  ];
  folder = aFolder({
    'compose.yaml': `services:
  db: {image: "${registry.host}/db:16.1"}
  again: {image: "${registry.host}/db:16.1"}
  web: {image: "${registry.host}/web"}
  cache: {image: "${registry.host}/cache:7"}
  made: {build: .}
`,
  });
});
afterEach(() => {
  registry.stop();
  rmSync(folder, { recursive: true });
});

async function outdated(words = ''): Promise<{
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}> {
  const codes: number[] = [];
  const cli = {
    ...aCli(folder, { engine, environment: { XDG_CACHE_HOME: join(folder, '.cache') } }),
    exitWith: (code: number) => codes.push(code),
  };
  await outdatedCommand(cli).parseAsync(words.split(' ').filter(Boolean), { from: 'user' });
  const { stdout, stderr } = cli.written;
  return { code: codes[0] ?? -1, stdout: stdout.replaceAll(registry.host, 'R'), stderr };
}

const imagesOf = async (words = '') => JSON.parse((await outdated(`${words} --format json`)).stdout).images;

test('outdated tells newer tags, other images under the same tag, and what it cannot compare', async () => {
  const { code, stdout } = await outdated();

  const rows = stdout
    .split('\n')
    .map((line) => line.split(/ {2,}/).filter(Boolean))
    .map(([image, state, tags, _age, ...more]) => [image, state, tags, ...more]);
  expect(rows).toEqual([
    ['IMAGE', 'STATE', 'NEWER TAGS', 'SERVICES', 'NOTE'],
    ['R/cache:7', 'unknown', '-', 'cache', 'neither locked nor on the engine'],
    ['R/db:16.1', 'same', expect.stringMatching(/^16\.4 \(.+\), 17\.2 \(.+\)$/), 'again, db'],
    ['R/web', 'rebuilt', '-', 'web'],
    [undefined, undefined, undefined],
  ]);
  expect(code).toBe(0);
});

test('outdated is JSON for programs, and ends with 2 for pipelines that ask for it', async () => {
  const { code, stdout } = await outdated('--format json --detailed-exitcode');

  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    outdated: 2,
    images: [
      { reference: 'R/cache:7', state: 'unknown' },
      {
        reference: 'R/db:16.1',
        services: ['again', 'db'],
        state: 'same',
        from: 'engine',
        within: '16.4',
        newest: '17.2',
        created: '2023-11-14T22:13:20Z',
      },
      { reference: 'R/web', state: 'rebuilt', has: OLD, digest: registry.digestOf('web:latest') },
    ],
  });
  expect(code).toBe(2);
  expect((await outdated('cache --detailed-exitcode')).code).toBe(0);
});

test('outdated asks each repository once, and for no tags where the tag is no version', async () => {
  await outdated();

  expect(registry.requests.filter((request) => !/blobs|sha256:/.test(request)).toSorted()).toEqual([
    'GET /v2/',
    'GET /v2/',
    'GET /v2/',
    'GET /v2/cache/tags/list',
    'GET /v2/db/tags/list',
    'HEAD /v2/cache/manifests/7',
    'HEAD /v2/db/manifests/16.1',
    'HEAD /v2/db/manifests/16.4',
    'HEAD /v2/db/manifests/17.2',
    'HEAD /v2/web/manifests/latest',
  ]);
});

test('outdated compares with the lock file, and with the digest in the Compose files', async () => {
  writeFileSync(
    join(folder, 'compose.lock.yaml'),
    `version: 1\ninputs: ${OLD}\nimages:\n  ${registry.host}/db:16.1: {digest: "${OLD}"}\n`,
  );
  expect(await imagesOf('db')).toMatchObject([{ state: 'rebuilt', from: 'lock', has: OLD }]);

  writeFileSync(
    join(folder, 'compose.yaml'),
    `services: {db: {image: "${registry.host}/db:16.1@${registry.digestOf('db:16.1')}"}}\n`,
  );
  expect(await imagesOf()).toMatchObject([{ state: 'same', from: 'file', newest: '17.2' }]);
});

test('outdated works without an engine, and says so of what only the engine could tell', async () => {
  engine.listImageSummaries = () => Promise.reject(new EngineError('engine-unreachable', 'it is not there'));

  expect(await imagesOf('db')).toMatchObject([{ state: 'unknown', newest: '17.2' }]);
});

test('outdated has the digest from the engine where this machine does not reach the registry', async () => {
  registry.stop();
  engine.resolveDigest = async () => `sha256:${'e'.repeat(64)}`;

  const [web] = await imagesOf('web');
  expect(web).toMatchObject({
    state: 'rebuilt',
    note: expect.stringContaining('nobody could tell its tags: '),
  });
});

test('outdated ends with 1 when a registry could not be asked', async () => {
  registry.stop();
  engine.resolveDigest = () => Promise.reject(new EngineError('registry-unreachable', 'no such host'));

  const { code, stdout } = await outdated('web --detailed-exitcode');
  expect(stdout).toMatch(/R\/web +failed +- +unknown +web +the registry R cannot be reached: /);
  expect(code).toBe(1);
});

test('outdated tells of a tag that its registry does not have any more', async () => {
  writeFileSync(join(folder, 'compose.yaml'), `services: {db: {image: "${registry.host}/db:15.0"}}\n`);

  expect(await imagesOf()).toMatchObject([{ state: 'unknown', note: 'not in its registry', newest: '17.2' }]);
});

test('outdated looks at the base images of what is built, with the arguments of the build, and leaves stages out', async () => {
  writeFileSync(
    join(folder, 'compose.yaml'),
    `services:
  api: {build: {context: ., args: {VERSION: "16.1"}}}
  db: {image: "${registry.host}/db:16.1"}
`,
  );
  writeFileSync(
    join(folder, 'Dockerfile'),
    `ARG VERSION=17.2
ARG CACHE=${registry.host}/cache:7
FROM ${registry.host}/db:latest AS unused
FROM $CACHE AS tools
FROM ${registry.host}/db:$VERSION
COPY --from=tools /a /a
`,
  );

  expect(await imagesOf()).toMatchObject([
    { reference: 'R/cache:7', services: ['api'], baseOf: ['api'], state: 'unknown' },
    { reference: 'R/db:16.1', services: ['db'], baseOf: ['api'], within: '16.4', newest: '17.2' },
  ]);
});

test('outdated asks for no base image that another service builds, however it is named', async () => {
  writeFileSync(
    join(folder, 'compose.yaml'),
    `services:
  base: {build: {context: ., dockerfile: Base}, image: "${registry.host}/base"}
  api: {build: .}
`,
  );
  writeFileSync(join(folder, 'Base'), `FROM ${registry.host}/cache:7\n`);
  writeFileSync(join(folder, 'Dockerfile'), `FROM ${registry.host}/base:latest\n`);

  expect(await imagesOf()).toMatchObject([{ reference: 'R/cache:7', baseOf: ['base'] }]);
});

test('outdated asks for no base image that a service builds which a profile switches off, but for the base of that', async () => {
  writeFileSync(
    join(folder, 'compose.yaml'),
    `services:
  base: {build: {context: ., dockerfile: Base, tags: [base:2]}, image: "${registry.host}/base", profiles: [build]}
  api: {build: .}
  copy: {build: {context: ., dockerfile_inline: "FROM base:2"}}
  tool: {image: "${registry.host}/base:latest"}
`,
  );
  writeFileSync(join(folder, 'Base'), `FROM ${registry.host}/cache:7\n`);
  writeFileSync(join(folder, 'Dockerfile'), `FROM ${registry.host}/base:latest\n`);

  for (const words of ['', 'api'])
    expect(await imagesOf(words)).toMatchObject([{ reference: 'R/cache:7', baseOf: ['base'] }]);
});

const cacheFiles = (): readonly string[] =>
  readdirSync(join(folder, '.cache/gantry/registries')).map((name) =>
    join(folder, '.cache/gantry/registries', name),
  );

test('outdated tells when images were made, as the registry says, and never a time that cannot be', async () => {
  const images = await imagesOf();

  expect(images).toMatchObject([
    { reference: 'R/cache:7' },
    {
      reference: 'R/db:16.1',
      created: '2023-11-14T22:13:20Z',
      withinCreated: '2025-01-01T00:00:00Z',
      newestCreated: '2025-02-01T10:00:00Z',
    },
    { reference: 'R/web', state: 'rebuilt' },
  ]);
  expect(Object.keys(images[2])).not.toContain('tagCreated');
  expect(Object.keys(images[2])).not.toContain('created');
  expect((await outdated('web')).stdout).toMatch(/R\/web +rebuilt +- +unknown +web/);
});

test('outdated asks for the same once an hour, and with --refresh again, but never again for what cannot change', async () => {
  const before = await imagesOf();
  const asked = registry.requests.length;
  expect(await imagesOf()).toEqual(before);
  expect(registry.requests.length).toBe(asked);

  await imagesOf('--refresh');
  const again = registry.requests.slice(asked);
  expect(again).toContain('HEAD /v2/db/manifests/16.1');
  expect(again.filter((request) => request.includes('sha256:'))).toEqual([]);
});

test('outdated says when answers are those of an earlier run', async () => {
  expect((await outdated('db')).stderr).toBe('');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 12 * 60_000 });
  try {
    expect((await outdated('db')).stderr).toBe('asked 12 minutes ago; --refresh asks again\n');
    expect((await outdated('db --format json')).stderr).toBe('');
    expect((await outdated('db --refresh')).stderr).toBe('');
  } finally {
    vi.useRealTimers();
  }
});

test('outdated asks again after an hour, and when the clock was set back', async () => {
  await imagesOf('db');
  for (const hours of [2, -2]) {
    const asked = registry.requests.length;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hours * 3_600_000 });
    try {
      await imagesOf('db');
    } finally {
      vi.useRealTimers();
    }
    expect(registry.requests.slice(asked)).toContain('GET /v2/db/tags/list');
  }
});

test.each(['', '{', '[]', '{"version":1,"answers":{"tags":7}}', '{"version":2}', '\u0000\u0001'])(
  'outdated takes no harm from a damaged answer that is kept: %j',
  async (text) => {
    const before = await imagesOf('db');
    for (const file of cacheFiles()) writeFileSync(file, text);

    expect(await imagesOf('db')).toMatchObject(
      before.map(({ asked: _, ...image }: { asked: string }) => image),
    );
  },
);

test('outdated keeps answers for the user alone, and no login', async () => {
  const auth = Buffer.from('me:hunter22').toString('base64');
  first = (request, response) => {
    if (request.headers.authorization === `Basic ${auth}`) return false;
    response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    return true;
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }));
  const cli = aCli(folder, {
    engine,
    environment: { XDG_CACHE_HOME: join(folder, '.cache'), DOCKER_CONFIG: folder },
  });
  await outdatedCommand(cli).parseAsync(['db'], { from: 'user' });

  expect(cli.written.stdout).toContain('16.4');
  const files = cacheFiles();
  expect(files).toHaveLength(1);
  for (const file of files) {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('16.4');
    expect(text).not.toMatch(new RegExp(`hunter22|${auth.slice(0, 8)}`));
  }
});

test('outdated works where answers cannot be kept', async () => {
  writeFileSync(join(folder, '.cache'), 'a file');

  expect(await imagesOf('db')).toMatchObject([{ newest: '17.2' }]);
});

test('outdated keeps what two of them asked at once', async () => {
  await Promise.all([outdated('db'), outdated('web'), outdated('cache')]);
  const asked = registry.requests.length;

  await outdated();
  expect(registry.requests.length).toBe(asked);
});

test('outdated leaves a registry alone that has nearly had enough, and says how much is left', async () => {
  first = (_, response) => {
    response.setHeader('ratelimit-limit', '100;w=21600');
    response.setHeader('ratelimit-remaining', '7;w=21600');
    return false;
  };

  const { stdout, stderr } = await outdated('db');
  expect(stdout).toContain('16.4, 17.2');
  expect(stderr).toMatch(/gives 7 of 100 more images until its limit is over\n$/);
  expect(registry.requests.filter((request) => /^GET .*manifests/.test(request))).toEqual([]);
});

test('outdated waits as long as a registry asks for that is out of order', async () => {
  let refused = 0;
  first = (request, response) => {
    if (!request.url?.includes('/tags/') || refused++ > 0) return false;
    response.writeHead(503, { 'retry-after': '0' }).end();
    return true;
  };

  const { stdout, stderr } = await outdated('db');
  expect(stdout).toContain('17.2');
  expect(stderr).toContain('asks to wait for 0 s');
});
