import type { RequestListener } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { resolveImage } from '../../../src/engine/calls/resolve-image.ts';
import type { RegistryLogin } from '../../../src/engine/registry/registry-auth.ts';
import { Sensitive } from '../../../src/util/sensitive.ts';
import { aTransport, type ServedTransport } from '../../support/a-transport.ts';

const DIGEST = `sha256:${'1'.repeat(64)}`;
const LOGIN: RegistryLogin = {
  registry: 'box:5000',
  keptBy: "docker's config.json",
  login: new Sensitive('{"username":"bob"}'),
};

let served: ServedTransport | undefined;
afterEach(() => served?.close());

async function resolve(
  listener: RequestListener,
  login: RegistryLogin = { registry: 'box:5000' },
  withinMs?: number,
) {
  served = await aTransport(listener);
  return resolveImage(served.transport, async () => login, 'box:5000/app', withinMs);
}

const answering =
  (status: number, body: object): RequestListener =>
  (_, response) =>
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));

test('resolveImage() asks the engine with the login, and tells the digest and the nodes that the image is for', async () => {
  const asked: (string | undefined)[] = [];
  const image = await resolve((request, response) => {
    asked.push(request.url, String(request.headers['x-registry-auth']));
    answering(200, {
      Descriptor: { digest: DIGEST },
      Platforms: [
        { os: 'linux', architecture: 'amd64' },
        { os: 'linux', architecture: 'arm', variant: 'v7' },
        { os: 'linux', architecture: 'arm', variant: 'v6' },
        { os: 'linux', architecture: 'arm64', variant: 'v8' },
        { os: 'unknown', architecture: 'unknown' },
      ],
    })(request, response);
  }, LOGIN);

  expect(image).toEqual({
    digest: DIGEST,
    platforms: [
      { OS: 'linux', Architecture: 'amd64' },
      { OS: 'linux' },
      { OS: 'linux', Architecture: 'arm64' },
    ],
  });
  const [url, auth = ''] = asked;
  expect(url).toBe('/distribution/box:5000/app:latest/json');
  expect(Buffer.from(auth, 'base64').toString()).toBe('{"username":"bob"}');
});

test('resolveImage() says that there is no login, or that the registry has no such image', async () => {
  await expect(
    resolve(answering(401, { message: 'Head "http://box:5000/v2/app": no basic auth credentials' })),
  ).rejects.toMatchObject({ code: 'registry-denied', message: expect.stringContaining('requires a login') });
  served?.close();
  await expect(
    resolve(answering(404, { message: 'manifest unknown: manifest unknown' })),
  ).rejects.toMatchObject({ code: 'image-not-found' });
});

test('resolveImage() waits for no registry that does not answer', async () => {
  await expect(resolve(() => {}, undefined, 50)).rejects.toMatchObject({
    code: 'registry-unreachable',
    message: 'the registry box:5000 has not answered within 0.05 s',
  });
});
