import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import { imageId } from '../../../src/model/ids.ts';
import { aFakeRegistry, digestOfContent, type FakeRegistry } from '../../support/a-fake-registry.ts';
import { aFolder } from '../../support/a-folder.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';
import { type Ran, runInProcess } from '../../support/run-in-process.ts';

let registry: FakeRegistry;
let folder: string;
let engine: RecordingEngine;
/** By reference; others are not there. */
let digests: Map<string, string>;

const ONLY_HERE = `sha256:${'1'.repeat(64)}`;

beforeEach(async () => {
  registry = await aFakeRegistry({
    images: { 'db:16': { 'linux/amd64': 'amd', 'linux/arm64/v8': 'arm' }, 'cache:7': 'one' },
  });
  engine = new RecordingEngine();
  digests = new Map([
    [at('db:16'), registry.digestOf('db:16')],
    [at('cache:7'), registry.digestOf('cache:7')],
  ]);
  engine.resolveDigest = async (reference) => {
    engine.calls.push(`resolve ${reference}`);
    const digest = digests.get(reference);
    if (digest === undefined) throw new EngineError('image-not-found', `the registry has no ${reference}`);
    return digest;
  };
  engine.listImageSummaries = async () => [
    { id: imageId(ONLY_HERE), tags: ['tool:dev'], digests: [], sizeBytes: 1, createdAt: 1 },
    {
      id: imageId(`sha256:${'2'.repeat(64)}`),
      tags: [at('db:16')],
      digests: [`other/db@sha256:${'3'.repeat(64)}`, `${at('db')}@sha256:${'4'.repeat(64)}`],
      sizeBytes: 1,
      createdAt: 1,
    },
  ];
  folder = aFolder({ 'compose.yaml': file() });
});
afterEach(() => {
  registry.stop();
  rmSync(folder, { recursive: true });
});

const at = (image: string): string => `${registry.host}/${image}`;

const file = (cache = 'cache:7', more = ''): string => `name: shop
services:
  db: {image: "${at('db:16')}"}
  cache: {image: "${at(cache)}", profiles: [fast]}
  tool: {image: "tool:dev"}
  web: {build: .}
  api: {build: ., image: "${at('api:1')}"}
${more}`;

const gantry = (line: string): Promise<Ran> => runInProcess(line, { folder, engine });
const lockText = (): string => readFileSync(join(folder, 'compose.lock.yaml'), 'utf8');
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
/** Without what differs from run to run. */
const shown = (text: string): string =>
  text.replaceAll(registry.host, 'R').replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, 'TIME');

describe('lock', () => {
  test('asks no registry for what is built here for other builds, however they name it', async () => {
    write(
      'compose.yaml',
      `name: shop
services:
  base: {build: {context: ., dockerfile: Base}, image: base}
  tools: {build: {context: ., dockerfile: Base}, image: "${at('tools:1')}"}
  again: {image: "base:latest"}
  web: {build: {context: ., dockerfile: Web, additional_contexts: {t: "service:tools"}}}
`,
    );
    write('Base', 'FROM scratch\n');
    write('Web', 'FROM docker.io/library/base:latest\n');

    const { stdout, stderr } = await gantry('lock --format json');
    expect(stderr).toBe('');
    expect(engine.calls).toEqual([]);
    expect(registry.requests).toEqual([]);
    expect(JSON.parse(stdout).images.map(({ note }: { note: string }) => note)).toEqual(
      Array(4).fill('built here'),
    );
    expect((await gantry('lock --check')).stdout).toContain('covers all images (4)');
  });

  test('writes what each image is now, by the reference as it is written, whatever the profiles are', async () => {
    const { stdout, stderr } = await gantry('lock');

    expect(stderr).toBe('');
    const rows = shown(stdout)
      .split('\n')
      .map((line) => line.split(/ {2,}/).filter(Boolean));
    expect(rows).toEqual([
      ['IMAGE', 'STATE', 'DIGEST', 'NOTE'],
      ['R/api:1', 'new', 'built here'],
      ['R/cache:7', 'new', registry.digestOf('cache:7').slice(7, 19)],
      ['R/db:16', 'new', registry.digestOf('db:16').slice(7, 19), 'linux/amd64, linux/arm64/v8'],
      ['shop-web', 'new', 'built here'],
      ['tool:dev', 'new', 'id 111111111111', 'in no registry: only this engine can run it'],
      ['wrote compose.lock.yaml'],
      [],
    ]);
    expect(shown(lockText()).replace(/inputs: .*/, 'inputs: I')).toBe(
      `# The images of this project by their content, as \`lock\` found them; \`up --locked\` runs exactly these.
version: 1
inputs: I
images:
  R/api:1:
    built-by:
      - api
  R/cache:7:
    digest: ${registry.digestOf('cache:7')}
    since: "TIME"
  R/db:16:
    digest: ${registry.digestOf('db:16')}
    since: "TIME"
    platforms:
      linux/amd64: ${digestOfContent('amd')}
      linux/arm64/v8: ${digestOfContent('arm')}
  shop-web:
    built-by:
      - web
  tool:dev:
    id: ${ONLY_HERE}
    since: "TIME"
`,
    );
  });

  test('writes nothing where nothing is new, and the time of the first answer stays', async () => {
    await gantry('lock');
    write('compose.lock.yaml', lockText().replaceAll(/since: .*/g, 'since: "2020-01-01T00:00:00Z"'));
    const before = lockText();

    const { stdout } = await gantry('lock');

    expect(stdout).toContain('unchanged: compose.lock.yaml');
    expect(stdout).not.toContain('new');
    expect(lockText()).toBe(before);
  });

  test('tells a name that stands for something else now', async () => {
    await gantry('lock');
    digests.set(at('cache:7'), `sha256:${'5'.repeat(64)}`);

    const { stdout } = await gantry('lock');

    expect(shown(stdout)).toMatch(/^R\/cache:7 +changed +5{12} *$/m);
    expect(lockText()).toContain(`digest: sha256:${'5'.repeat(64)}`);
  });

  test('--missing asks for what is new alone, and drops what nothing asks for', async () => {
    await gantry('lock');
    digests.set(at('db:16'), `sha256:${'5'.repeat(64)}`);
    digests.set(at('cache:8'), `sha256:${'6'.repeat(64)}`);
    write('compose.yaml', file('cache:8'));
    engine.calls.length = 0;

    const { stdout } = await gantry('lock --missing');

    expect(engine.calls.map(shown)).toEqual(['resolve R/cache:8']);
    expect(shown(stdout)).toMatch(/^R\/cache:7 +removed +nothing asks for it any more$/m);
    expect(lockText()).toContain(registry.digestOf('db:16'));
    expect(lockText()).not.toContain('cache:7');
  });

  test('SERVICE asks for the images of that one', async () => {
    await gantry('lock');
    engine.calls.length = 0;

    await gantry('lock db');

    expect(engine.calls.map(shown)).toEqual(['resolve R/db:16']);
    expect((await gantry('lock dbb')).stderr).toContain('did you mean "db"?');
  });

  test('takes the digest of what is built here and was pushed', async () => {
    digests.set(at('api:1'), `sha256:${'7'.repeat(64)}`);

    await gantry('lock');

    expect(shown(lockText())).toContain(
      `  R/api:1:\n    digest: sha256:${'7'.repeat(64)}\n    built-by:\n      - api\n`,
    );
  });

  test('--offline asks no registry: the digests are those that the engine has', async () => {
    write('compose.yaml', `services: {db: {image: "${at('db:16')}"}, tool: {image: "tool:dev"}}\n`);

    await gantry('lock --offline');

    expect(engine.calls).toEqual([]);
    expect(registry.requests).toEqual([]);
    expect(lockText()).toContain(`digest: sha256:${'4'.repeat(64)}`);
    expect(lockText()).toContain(`id: ${ONLY_HERE}`);
  });

  test('writes nothing where one image is nowhere, and tells all of them with their places', async () => {
    write('compose.yaml', 'services:\n  a: {image: "gone:1"}\n  b: {image: "gone:2"}\n');

    const { stdout, stderr } = await gantry('lock');

    expect(stdout).toBe('');
    expect(stderr).toContain(
      'compose.yaml:2:14\nerror: image gone:1: the registry has no gone:1 (image-not-found)',
    );
    expect(stderr).toContain(
      'compose.yaml:3:14\nerror: image gone:2: the registry has no gone:2 (image-not-found)',
    );
    expect(existsSync(join(folder, 'compose.lock.yaml'))).toBe(false);
  });

  test('says how to lock without a registry that nobody reaches', async () => {
    write('compose.yaml', 'services:\n  a: {image: "gone:1"}\n');
    engine.resolveDigest = () => Promise.reject(new EngineError('registry-unreachable', 'no such host'));

    expect((await gantry('-f compose.yaml lock')).stderr).toContain(
      'hint: check the network, or lock what the engine has: gantry -f compose.yaml lock --offline',
    );
  });

  test('keeps digests without their platforms where this machine does not reach the registry', async () => {
    registry.stop();

    const { stdout } = await gantry('lock');

    expect(shown(stdout)).toMatch(
      /^R\/db:16 .*nobody could tell its platforms: the registry R cannot be reached/m,
    );
    expect(lockText()).toContain(`digest: ${registry.digestOf('db:16')}`);
  });

  test('mends a lock file that cannot be read, unless some of it is to stay', async () => {
    write('compose.lock.yaml', 'version: one\n');

    expect((await gantry('lock --missing')).stderr).toContain('compose.lock.yaml:1:10\nerror: ');
    expect((await gantry('lock')).stdout).toContain('wrote compose.lock.yaml');
  });

  test('--dry-run writes nothing', async () => {
    expect((await gantry('--dry-run lock')).stdout).toContain('api:1');
    expect(existsSync(join(folder, 'compose.lock.yaml'))).toBe(false);
  });

  test('--format json is for programs', async () => {
    const { stdout } = await gantry('lock --format json');

    expect(JSON.parse(stdout)).toMatchObject({
      file: 'compose.lock.yaml',
      written: true,
      images: expect.arrayContaining([
        expect.objectContaining({ reference: at('db:16'), state: 'new', digest: registry.digestOf('db:16') }),
        expect.objectContaining({ reference: 'tool:dev', id: ONLY_HERE }),
        { reference: 'shop-web', state: 'new', builtBy: ['web'], note: 'built here' },
      ]),
      removed: [],
    });
  });
});

describe('lock --check', () => {
  test('asks nobody, and is content with a lock file that covers the project', async () => {
    await gantry('lock');
    engine.calls.length = 0;
    const asked = registry.requests.length;

    expect((await gantry('lock --check')).stdout).toBe('compose.lock.yaml covers all images (5)\n');
    expect(engine.calls).toEqual([]);
    expect(registry.requests).toHaveLength(asked);
  });

  test('tells what is missing at its place in the Compose files, and what is unused at its place in the lock file', async () => {
    await gantry('lock');
    write('compose.yaml', file('cache:8'));

    const { stderr } = await gantry('lock --check');

    expect(shown(stderr)).toContain(
      'compose.yaml:4:18\nerror: image R/cache:8 of cache is not in compose.lock.yaml, which has R/cache:7 (not-locked)',
    );
    expect(shown(stderr)).toContain('hint: lock what is new: gantry lock --missing');
    expect(shown(stderr)).toMatch(
      /^compose.lock.yaml:8:3\nerror: nothing asks for R\/cache:7 any more \(stale-lock\)$/m,
    );
  });

  test('notices two lock files that were merged', async () => {
    await gantry('lock');
    write('compose.lock.yaml', lockText().replace(/inputs: .*/, `inputs: sha256:${'0'.repeat(64)}`));

    const { stderr } = await gantry('lock --check');

    expect(stderr).toContain('compose.lock.yaml:3:9\nerror: this is of other images');
    expect(JSON.parse((await gantry('lock --check --format json')).stdout)).toEqual({
      file: 'compose.lock.yaml',
      stale: true,
      missing: [],
      unused: [],
      otherInputs: true,
    });
  });

  test('is not content without a lock file', async () => {
    expect((await gantry('lock --check')).stderr).toContain('there is no compose.lock.yaml (no-lock-file)');
  });
});

describe('--locked', () => {
  const LOCKED = `version: 1
inputs: sha256:${'0'.repeat(64)}
images:
  db:16: {digest: "sha256:${'a'.repeat(64)}"}
  web: {digest: "sha256:${'b'.repeat(64)}", built-by: [web]}
  shop-made: {built-by: [made]}
`;
  const FILE = `name: shop
services:
  db: {image: "db:16"}
  web: {image: web, build: .}
  made: {build: .}
`;

  test('up runs the images of the lock file, and builds what is in no registry', async () => {
    write('compose.yaml', FILE);
    write('compose.lock.yaml', LOCKED);

    const { stdout } = await gantry('plan up --locked');

    const images = stdout.split('\n').flatMap((line) => /image (\S+: \w+)/.exec(line)?.[1] ?? []);
    expect(images.sort()).toEqual([
      `db:16@sha256:${'a'.repeat(64)}: pull`,
      'shop-made: build',
      `web@sha256:${'b'.repeat(64)}: pull`,
    ]);
  });

  test('pull takes them too, and only where it is asked for', async () => {
    write('compose.yaml', FILE);
    write('compose.lock.yaml', LOCKED);

    expect((await gantry('plan pull --locked db')).stdout).toContain(`db:16@sha256:${'a'.repeat(64)}`);
    expect((await gantry('plan pull db')).stdout).not.toContain('sha256');
  });

  test('refuses what the lock file does not cover, with each place, before anything else', async () => {
    write('compose.yaml', FILE.replace('db:16', 'db:17'));
    write('compose.lock.yaml', LOCKED.replace('shop-made', 'other'));

    const { stderr } = await gantry('-f compose.yaml up -d --locked');

    expect(stderr).toContain(
      'compose.yaml:3:15\nerror: image db:17 of db is not in compose.lock.yaml, which has db:16 (not-locked)',
    );
    expect(stderr).toContain(
      'compose.yaml:5:3\nerror: image shop-made of made is not in compose.lock.yaml (not-locked)',
    );
    expect(stderr).toContain('hint: lock what is new: gantry -f compose.yaml lock --missing');
    expect(engine.calls.filter((call) => !call.startsWith('list'))).toEqual([]);
  });

  test('refuses an image that was built when it was locked and is only pulled now', async () => {
    write('compose.yaml', 'name: shop\nservices: {made: {image: shop-made}}\n');
    write('compose.lock.yaml', LOCKED);

    expect((await gantry('up -d --locked')).stderr).toContain(
      'image shop-made of made is not in compose.lock.yaml',
    );
  });

  test('asks for a lock file where there is none, and says where one is wrong', async () => {
    expect((await gantry('up -d --locked')).stderr).toContain('there is no compose.lock.yaml (no-lock-file)');
    write('compose.lock.yaml', LOCKED.replace('digest', 'digset'));
    expect((await gantry('up -d --locked')).stderr).toContain(
      'compose.lock.yaml:4:11\nerror: unknown attribute "digset"',
    );
  });
});
