import { expect, test } from 'vitest';
import { buildxArguments } from '../../src/build/buildx-arguments.ts';
import type { BuildSpec } from '../../src/model/build-spec.ts';
import type { OperationOf } from '../../src/model/operation.ts';
import { Sensitive } from '../../src/util/sensitive.ts';
import { aBuild } from '../support/a-build.ts';

function call(members: Partial<BuildSpec>, more: Partial<OperationOf<'build-image'>> = {}) {
  return buildxArguments(
    {
      kind: 'build-image',
      image: 'app',
      service: 'app',
      labels: {},
      secrets: [],
      build: aBuild(members),
      ...more,
    },
    '/app/Dockerfile',
    [],
  );
}

test('buildxArguments() keeps secret values out of the words, which every user of the machine can read', () => {
  const { words, environment } = call(
    {
      args: new Map([
        ['API_TOKEN', 'arg-s3cret'],
        ['PLAIN', 'x'],
        ['UNSET', null],
      ]),
    },
    {
      secrets: [
        { id: 'tok', from: { kind: 'environment', variable: 'TOK', value: new Sensitive('env-s3cret') } },
        { id: 'file', from: { kind: 'file', path: '/run/f' } },
      ],
    },
  );

  expect(words.join(' ')).not.toContain('s3cret');
  expect(Object.values(environment)).toEqual(expect.arrayContaining(['env-s3cret', 'arg-s3cret']));
  expect(words.join(' ')).toContain('--build-arg API_TOKEN --build-arg PLAIN=x');
  expect(words.join(' ')).not.toContain('UNSET');
  const variable = Object.entries(environment).find(([, value]) => value === 'env-s3cret')?.[0];
  expect(words).toContain(`id=tok,type=env,env=${variable}`);
  expect(words).toContain('id=file,type=file,src=/run/f');
});

test('buildxArguments() has nothing added to the image that nobody asked for', () => {
  const { words, environment } = call({});

  expect(environment).toEqual({ BUILDX_NO_DEFAULT_ATTESTATIONS: '1' });
  expect(words.join(' ')).not.toMatch(/provenance|sbom/);
});

test('buildxArguments() hands on everything that the file asks for', () => {
  const { words } = call({
    target: 'prod',
    network: 'host',
    shmSizeBytes: 1024,
    noCache: true,
    pull: true,
    noCacheFilter: ['a'],
    platforms: ['linux/amd64', 'linux/arm64'],
    cacheFrom: ['type=local,src=/c'],
    cacheTo: ['type=local,dest=/c'],
    entitlements: ['network.host'],
    privileged: true,
    extraHosts: ['db=10.0.0.1'],
    ulimits: new Map([['nofile', { soft: 1, hard: 2, single: false }]]),
    additionalContexts: new Map([['x', '/x']]),
    ssh: new Map([
      ['default', ''],
      ['key', '/k'],
    ]),
    labels: new Map([['l', 'v']]),
    provenance: 'mode=max',
    sbom: 'true',
  });

  expect(words.slice(1)).toEqual(
    [
      ['--file', '/app/Dockerfile', '--target', 'prod', '--network', 'host', '--shm-size', '1024'],
      ['--provenance', 'mode=max', '--sbom', 'true', '--no-cache', '--pull', '--no-cache-filter', 'a'],
      ['--platform', 'linux/amd64,linux/arm64', '--cache-from', 'type=local,src=/c'],
      ['--cache-to', 'type=local,dest=/c', '--allow', 'network.host', '--allow', 'security.insecure'],
      ['--add-host', 'db:10.0.0.1', '--ulimit', 'nofile=1:2', '--build-context', 'x=/x'],
      ['--ssh', 'default', '--ssh', 'key=/k', '--label', 'l=v', '/app'],
    ].flat(),
  );
});
