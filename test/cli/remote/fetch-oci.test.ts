import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fetchOci } from '../../../src/cli/remote/fetch-oci.ts';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import { parseRemote } from '../../../src/spec/read/remote-reference.ts';
import {
  aComposeLayer,
  aFakeRegistry,
  anEnvLayer,
  artifactOf,
  digestOfContent,
  type FakeLayer,
  type FakeRegistry,
} from '../../support/a-fake-registry.ts';
import { aFolder } from '../../support/a-folder.ts';

const COMPOSE = 'services: {web: {image: x}}\n';
const EXTENDED = { 'com.docker.compose.extends': 'true', 'com.docker.compose.file': 'base.yaml' };

let registry: FakeRegistry;
let cache: string;
beforeEach(() => {
  cache = aFolder({});
});
afterEach(() => {
  registry.stop();
  rmSync(cache, { recursive: true });
});

const serve = async (
  artifact: readonly FakeLayer[] | { manifest: unknown; layers: readonly FakeLayer[] },
) => {
  registry = await aFakeRegistry({ artifacts: { 'me/app:1': artifact } });
};

function fetch(name = 'me/app:1', pin?: string) {
  const shown = `oci://${registry.host}/${name}`;
  const parsed = parseRemote(shown);
  if (!parsed.ok || parsed.reference.kind !== 'oci') throw new Error(`${shown} is no artifact`);
  return fetchOci(parsed.reference, {
    environment: new Map([
      ['XDG_CACHE_HOME', cache],
      ['DOCKER_CONFIG', cache],
    ]),
    shown,
    pin,
    tell: () => {},
    insecure: [],
  });
}

async function why(name?: string, pin?: string) {
  const error: unknown = await fetch(name, pin).catch((thrown: unknown) => thrown);
  if (!(error instanceof UserError)) throw error;
  return `${error.code}: ${error.message.replaceAll(registry.host, 'HOST')}`;
}

describe('fetchOci()', () => {
  test('lays the files out as docker compose does', async () => {
    await serve([
      aComposeLayer(COMPOSE, { 'com.docker.compose.file': 'compose.yaml' }),
      aComposeLayer('services: {web: {init: true}}\n', { 'com.docker.compose.file': 'image-digests.yaml' }),
      aComposeLayer('services: {base: {image: y}}\n', EXTENDED),
      anEnvLayer('abc.env', 'A=1\n'),
      { mediaType: 'application/octet-stream', content: 'left out' },
    ]);
    const files = await fetch();
    const read = (name: string) => readFileSync(join(files.root, name), 'utf8');

    expect(files).toMatchObject({
      kind: 'oci',
      pin: registry.digestOf('me/app:1'),
      file: join(files.root, 'compose.yaml'),
    });
    expect(files.root).toBe(join(cache, 'gantry/remote/oci', files.pin.slice('sha256:'.length)));
    expect(read('compose.yaml')).toBe(`${COMPOSE}\n---\nservices: {web: {init: true}}\n`);
    expect(read('base.yaml')).toBe('services: {base: {image: y}}\n');
    expect(read('abc.env')).toBe('A=1\n');
    expect(readdirSync(files.root).sort()).toEqual(['abc.env', 'base.yaml', 'compose.yaml']);
  });

  test('asks nobody for a digest that is kept', async () => {
    await serve([aComposeLayer(COMPOSE)]);
    const { pin, root } = await fetch();
    const before = registry.requests.length;

    expect((await fetch(`me/app@${pin}`)).root).toBe(root);
    expect((await fetch('me/app:1', pin)).root).toBe(root);
    expect(registry.requests).toHaveLength(before);
  });

  test('takes the project of an index', async () => {
    const inner = artifactOf([aComposeLayer(COMPOSE)]);
    registry = await aFakeRegistry({
      artifacts: {
        'me/app:1': {
          manifest: {
            manifests: [
              { digest: digestOfContent('image') },
              {
                artifactType: 'application/vnd.docker.compose.project',
                digest: digestOfContent(JSON.stringify(inner.manifest)),
              },
            ],
          },
          layers: [],
        },
        'me/app:inner': inner,
      },
    });

    expect(readFileSync((await fetch()).file, 'utf8')).toBe(COMPOSE);
  });
});

describe('what a registry has is refused', () => {
  test('when it is not there, or no project', async () => {
    registry = await aFakeRegistry({ images: { 'me/app:1': 'an image' } });

    expect(await why('me/app:2')).toBe('remote-not-found: the registry has no oci://HOST/me/app:2');
    expect(await why()).toBe('remote-refused: oci://HOST/me/app:1 is no published project, but an image');
  });

  test.each(['../../evil.env', '/etc/evil.env', '..', '.env', 'a/b.env', '', 'compose.yaml', 'a\nb'])(
    'when it names an env file %j',
    async (name) => {
      await serve([aComposeLayer(COMPOSE), anEnvLayer(name, 'A=1\n')]);

      expect(await why()).toMatch(/^remote-refused: .* (?:whose name leads out|two files)/);
      expect(readdirSync(join(cache, 'gantry/remote/oci'))).toEqual([]);
    },
  );

  test('when it names a file to extend that leads out of its folder', async () => {
    await serve([
      aComposeLayer(COMPOSE),
      aComposeLayer(COMPOSE, { ...EXTENDED, 'com.docker.compose.file': '../x.yaml' }),
    ]);

    expect(await why()).toContain('whose name leads out of its folder');
  });

  test('when a layer is not what it says', async () => {
    const { manifest, layers } = artifactOf([aComposeLayer(COMPOSE)]);
    const other = (change: object) => ({
      ...manifest,
      layers: [{ mediaType: layers[0]?.mediaType, size: 28, digest: digestOfContent(COMPOSE), ...change }],
    });
    for (const [change, message] of [
      [{ size: 5 }, /a layer of another size/],
      [{ size: -1 }, /more than 8 MiB/],
      [{ size: 9_000_000_000 }, /more than 8 MiB/],
      [{ digest: digestOfContent('gone') }, /lacks its layer/],
      [{ digest: '../x' }, /a layer without a digest/],
    ] as const) {
      await serve({ manifest: other(change), layers });
      expect(await why()).toMatch(message);
      registry.stop();
    }
  });

  test('when it sends something else as a digest', async () => {
    const { manifest, layers } = artifactOf([aComposeLayer(COMPOSE)]);
    registry = await aFakeRegistry({
      artifacts: { 'me/app:1': { manifest, layers } },
      first: (request, response) => {
        const isBlob = request.url?.includes('/blobs/') === true;
        if (isBlob) response.end(COMPOSE.replace('x', 'y'));
        return isBlob;
      },
    });

    expect(await why()).toMatch(/^registry-refused: HOST sends something else as sha256:/);
    expect(existsSync(join(cache, 'gantry/remote/oci', registry.digestOf('me/app:1').slice(7)))).toBe(false);
  });

  test.each([
    ['no JSON', '<html>'],
    ['a list', '[]'],
    ['nothing', 'null'],
    ['no layers', JSON.stringify({ artifactType: 'application/vnd.docker.compose.project' })],
  ])('when the manifest is %s', async (_, text) => {
    registry = await aFakeRegistry({
      first: (request, response) => {
        const isManifest = request.url?.includes('/manifests/') === true;
        if (isManifest) response.end(text);
        return isManifest;
      },
    });

    expect(await why()).toMatch(/^remote-refused: /);
  });
});
