import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, expect, test, vi } from 'vitest';
import { buildImage } from '../../src/build/build-image.ts';
import { buildxNeeds } from '../../src/build/buildx-needs.ts';
import type { Engine } from '../../src/engine/port/engine.ts';
import type { ImageBuildOptions } from '../../src/engine/port/engine-requests.ts';
import type { BuildSpec } from '../../src/model/build-spec.ts';
import type { Progress } from '../../src/model/event.ts';
import { imageId } from '../../src/model/ids.ts';
import type { OperationOf } from '../../src/model/operation.ts';
import { aBuild } from '../support/a-build.ts';
import { aFolder } from '../support/a-folder.ts';
import { RecordingEngine } from '../support/recording-engine.ts';

let folder: string | undefined;
afterEach(() => {
  vi.unstubAllEnvs();
  // Files that run in this process later load everything as it is.
  vi.doUnmock('node:fs');
  vi.resetModules();
  if (folder !== undefined) rmSync(folder, { recursive: true });
  folder = undefined;
});

test('buildImage() asks for what the file says, with the labels of the plan over those of the file', async () => {
  folder = aFolder({ 'app/Dockerfile': '' });

  const { options } = await build({
    context: join(folder, 'app'),
    args: new Map([
      ['VERSION', '2'],
      ['UNSET', null],
    ]),
    labels: new Map([
      ['a', 'file'],
      ['b', 'file'],
    ]),
    tags: ['app:2', 'app:1'],
    extraHosts: ['db=10.0.0.1'],
    platforms: ['linux/arm64'],
    ulimits: new Map([['nofile', { soft: 1, hard: 2, single: false }]]),
  });

  expect(options).toMatchObject({
    tags: ['app:1', 'app:2'],
    dockerfile: 'Dockerfile',
    labels: { a: 'file', b: 'plan' },
    extraHosts: ['db:10.0.0.1'],
    platform: 'linux/arm64',
    ulimits: [{ Name: 'nofile', Soft: 1, Hard: 2 }],
  });
  expect(options?.buildArgs).toEqual({ VERSION: '2' });
});

test('buildImage() sends along a Dockerfile that is inline, outside the context, or behind a link', async () => {
  folder = aFolder({ 'app/a': '', 'other/Dockerfile': 'FROM outside' });
  symlinkSync('../other/Dockerfile', join(folder, 'app/linked'));
  const context = join(folder, 'app');

  const inline = await build({ context, dockerfileInline: 'FROM inline' });
  const outside = await build({ context, dockerfile: '../other/Dockerfile' });
  const linked = await build({ context, dockerfile: 'linked' });

  expect(inline.sent).toContain('FROM inline');
  expect(outside.sent).toContain('FROM outside');
  expect(linked.sent).toContain('FROM outside');
  expect(linked.options?.dockerfile).not.toBe('linked');
});

test('buildImage() prefers the ignore file of the Dockerfile to that of the context', async () => {
  folder = aFolder({
    Dockerfile: '',
    'Dockerfile.dockerignore': 'one',
    '.dockerignore': 'two',
    one: 'first content',
    two: 'second content',
  });

  const { sent } = await build({ context: folder });

  expect(sent).not.toContain('first content');
  expect(sent).toContain('second content');
});

test('buildImage() lets the engine fetch a context that is a URL', async () => {
  const { options, sent } = await build({ context: 'https://example.com/app.git#main' });

  expect(options).toMatchObject({ remote: 'https://example.com/app.git#main', dockerfile: 'Dockerfile' });
  expect(sent).toBe('');
});

test.each([
  [{ context: '/nowhere' }, 'missing-file', /build context \/nowhere does not exist/],
  [{ dockerfile: 'Nope' }, 'missing-file', /there is no Dockerfile .*\/Nope/],
] as const)('buildImage() refuses %j before the engine is asked', async (members, code, message) => {
  folder = aFolder({ Dockerfile: '' });

  await expect(build({ context: folder, ...members })).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
});

test.each([
  [{ ssh: new Map([['default', '']]) }, ['build.ssh']],
  [
    { additionalContexts: new Map([['x', '/y']]), cacheTo: ['x'] },
    ['build.additional_contexts', 'build.cache_to'],
  ],
  [{ platforms: ['linux/amd64', 'linux/arm64'] }, ['several build.platforms']],
  [{ cacheFrom: ['type=local,src=/x'] }, ['build.cache_from with a type']],
  [
    { context: 'https://example.com/a.git', dockerfileInline: 'FROM x' },
    ['build.dockerfile_inline with a context that is not a folder'],
  ],
  [{ cacheFrom: ['app:1'], platforms: ['linux/amd64'], provenance: 'false' }, []],
] as const)('buildxNeeds() of %j', (members, expected) => {
  expect(buildxNeeds(anOperation(members))).toEqual(expected);
});

test('buildImage() says what docker buildx is needed for where there is none, and how to get it', async () => {
  // Whether a plugin is installed must not matter here.
  vi.stubEnv('DOCKER_CONFIG', '/nowhere');
  vi.resetModules();
  vi.doMock('node:fs', async (original) => ({
    ...(await original<typeof import('node:fs')>()),
    existsSync: () => false,
  }));
  folder = aFolder({ Dockerfile: '' });

  await expect(build({ context: folder, ssh: new Map([['default', '']]) })).rejects.toMatchObject({
    code: 'buildx-needed',
    message: expect.stringContaining('build.ssh'),
    hint: expect.stringContaining('docker-buildx'),
  });
});

test('buildImage() tells how much of the context the engine has taken', async () => {
  const files = Array.from({ length: 15 }, (_, index) => [`file${index}`, 'x'.repeat(200_000)]);
  folder = aFolder({ Dockerfile: '', ...Object.fromEntries(files) });

  const { told } = await build({ context: folder });

  const sizes = told.flatMap(({ build: moment, currentBytes }) =>
    moment?.what === 'item' ? [currentBytes ?? 0] : [],
  );
  expect(sizes.length).toBeGreaterThan(1);
  expect(sizes.at(-1)).toBeGreaterThan(3_000_000);
  const begun = told.filter(({ build: moment }) => moment?.what === 'begun').map(({ text }) => text);
  expect(begun).toEqual([
    '[internal] load build definition from Dockerfile',
    '[internal] load .dockerignore',
    '[internal] load build context',
  ]);
  expect(told[0]?.text).toBe('building with "default" instance using docker driver');
  expect(told.at(-1)).toMatchObject({ build: { what: 'done' } });
});

test('buildImage() takes a switched off attestation for what it is', async () => {
  folder = aFolder({ Dockerfile: '' });

  await expect(build({ context: folder, provenance: 'false', sbom: 'false' })).resolves.toBeDefined();
});

/** What the engine is asked to build, and everything that is sent to it as text. */
async function build(members: Partial<BuildSpec>) {
  let options: ImageBuildOptions | undefined;
  let sent = '';
  const engine: Engine = new RecordingEngine();
  engine.buildImage = async (context, asked) => {
    options = asked;
    sent = (await buffer(context?.() ?? Readable.from([]))).toString();
    return imageId('sha256:1');
  };
  const told: Progress[] = [];
  await buildImage(
    engine,
    anOperation(members),
    (progress) => void told.push(progress),
    new AbortController().signal,
  );
  return { options, sent, told };
}

function anOperation(members: Partial<BuildSpec>): OperationOf<'build-image'> {
  return {
    kind: 'build-image',
    image: 'app:1',
    service: 'web',
    build: aBuild(members),
    labels: { b: 'plan' },
    secrets: [],
  };
}
