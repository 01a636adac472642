import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { DockerFiles } from '../../../src/engine/connection/docker-files.ts';
import { type Certificates, findAddress, whoNamedIt } from '../../../src/engine/connection/find-address.ts';

const HOME = '/home/user';

describe('findAddress()', () => {
  test.each([
    ['unix:///run/user/1000/docker.sock', { socketPath: '/run/user/1000/docker.sock' }],
    ['npipe:////./pipe/docker_engine', { socketPath: '\\\\.\\pipe\\docker_engine' }],
    ['tcp://box', { host: 'box', port: 2375 }],
    ['tcp://box:1234', { host: 'box', port: 1234 }],
    ['tcp://box:80', { host: 'box', port: 80 }],
    ['tcp://[::1]:2375', { host: '::1', port: 2375 }],
    ['http://box:8080/engine/', { host: 'box', port: 8080, basePath: '/engine' }],
    ['https://box', { host: 'box', port: 2376, tls: { verify: true } }],
    ['ssh://box', { ssh: { host: 'box' } }],
    [
      'ssh://bob@box:23/run/other.sock',
      { ssh: { host: 'box', user: 'bob', port: '23', socketPath: '/run/other.sock' } },
    ],
  ])('reads DOCKER_HOST=%s', (host, expected) => {
    expect(find({ DOCKER_HOST: host })).toEqual({ endpoint: host, ...expected });
  });

  test('takes DOCKER_HOST without a scheme as tcp', () => {
    expect(find({ DOCKER_HOST: 'box:99' })).toEqual({ endpoint: 'tcp://box:99', host: 'box', port: 99 });
  });

  test('asks for certificates when DOCKER_TLS_VERIFY is set, and finds them in DOCKER_CERT_PATH', () => {
    const files = { '/certs/ca.pem': 'CA', '/certs/cert.pem': 'CERT', '/certs/key.pem': 'KEY' };
    const environment = { DOCKER_HOST: 'tcp://box', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' };

    expect(find(environment, files)).toMatchObject({
      port: 2376,
      tls: { ca: 'CA', cert: 'CERT', key: 'KEY', verify: true },
    });
  });

  test('follows DOCKER_CONTEXT before the context that docker uses, and DOCKER_HOST before both', () => {
    const files = {
      'config.json': '{"currentContext": "away"}',
      ...aContext('away', 'tcp://away:1'),
      ...aContext('near', 'unix:///near.sock'),
    };

    expect(find({}, files).endpoint).toBe('tcp://away:1');
    expect(find({ DOCKER_CONTEXT: 'near' }, files).endpoint).toBe('unix:///near.sock');
    expect(find({ DOCKER_CONTEXT: 'near', DOCKER_HOST: 'tcp://box:2' }, files).endpoint).toBe('tcp://box:2');
    expect(find({ DOCKER_CONTEXT: 'default' }, files).endpoint).toBe('unix:///var/run/docker.sock');
  });

  test('takes a configuration of docker that says nothing for one without a context', () => {
    expect(find({}, { 'config.json': 'null' }).endpoint).toBe('unix:///var/run/docker.sock');
  });

  test('guesses which context was meant', () => {
    const files = { ...aContext('production', 'tcp://away:1'), ...aContext('near', 'unix:///near.sock') };

    expect(() => find({ DOCKER_CONTEXT: 'prodction' }, files)).toThrow(
      expect.objectContaining({ hint: 'did you mean "production"?' }),
    );
  });

  test('takes the certificates of a context with it', () => {
    const folder = hashOf('secure');
    const files = { ...aContext('secure', 'tcp://box:2376'), [`contexts/tls/${folder}/docker/ca.pem`]: 'CA' };

    expect(find({ DOCKER_CONTEXT: 'secure' }, files)).toMatchObject({ tls: { ca: 'CA', verify: true } });
  });

  test('takes the certificates that the flags name before those of DOCKER_CERT_PATH, and says which is missing', () => {
    const files = { '/certs/ca.pem': 'CA', '/certs/cert.pem': 'CERT', '/mine/ca.pem': 'MINE' };
    const environment = { DOCKER_HOST: 'tcp://box', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' };

    expect(find(environment, files, { ca: '/mine/ca.pem' })).toMatchObject({
      tls: { ca: 'MINE', cert: 'CERT' },
    });
    expect(() => find(environment, files, { key: '/mine/key.pem' })).toThrow(/\/mine\/key\.pem/);
  });

  test('goes to the socket of the user where the system has none', () => {
    const files = { '/run/user/7/docker.sock': '' };

    expect(find({ XDG_RUNTIME_DIR: '/run/user/7' }, files).socketPath).toBe('/run/user/7/docker.sock');
    expect(find({}, files).socketPath).toBe('/var/run/docker.sock');
  });

  test.each([
    [{ DOCKER_HOST: 'ssh://bob:secret@box' }, 'bad-usage', /ssh-agent/],
    [{ DOCKER_HOST: 'ssh://-oProxyCommand=evil' }, 'bad-usage', /ssh:/],
    [{ DOCKER_HOST: 'fd://' }, 'bad-usage', /unix:/],
    [{ DOCKER_HOST: 'unix://' }, 'bad-usage', /unix:/],
    [{ DOCKER_CONTEXT: 'gone' }, 'bad-usage', /docker context ls/],
  ])('refuses %j and says what to do', (environment, code, hint) => {
    expect(() => find(environment)).toThrow(
      expect.objectContaining({ code, hint: expect.stringMatching(hint) }),
    );
  });
});

test('whoNamedIt() says which context named the address, or which one is overruled', () => {
  const files = { 'config.json': '{"currentContext": "away"}', ...aContext('away', 'tcp://away:1') };
  const named = (environment: Readonly<Record<string, string>>) =>
    whoNamedIt(new Map(Object.entries(environment)), docker(files));

  expect(named({})).toBe('the Docker context "away" names it');
  expect(named({ DOCKER_HOST: 'tcp://box:2' })).toBe('DOCKER_HOST counts, and not the Docker context "away"');
  expect(named({ DOCKER_HOST: 'tcp://box:2', DOCKER_CONTEXT: 'default' })).toBeUndefined();
  expect(
    whoNamedIt(new Map([['DOCKER_HOST', 'tcp://box:2']]), docker({ 'config.json': '{broken' })),
  ).toBeUndefined();
});

function find(
  environment: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
  certificates: Certificates = {},
) {
  return findAddress(new Map(Object.entries(environment)), HOME, docker(files), certificates);
}

const docker = (files: Readonly<Record<string, string>>): DockerFiles => ({
  read: (path) => files[path],
  exists: (path) => files[path] !== undefined,
  list: (folder) =>
    Object.keys(files).flatMap((path) =>
      path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1).split('/')[0] ?? ''] : [],
    ),
});

const hashOf = (name: string): string => createHash('sha256').update(name).digest('hex');

function aContext(name: string, host: string): Readonly<Record<string, string>> {
  const text = JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker: { Host: host } } });
  return { [`contexts/meta/${hashOf(name)}/meta.json`]: text };
}
