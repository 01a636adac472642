import { expect, test } from 'vitest';
import { bakeFile } from '../../src/build/bake-file.ts';
import { Sensitive } from '../../src/util/sensitive.ts';
import { aBuild } from '../support/a-build.ts';

test('bakeFile() links targets that use each other, and has no value of a secret', () => {
  const base = {
    kind: 'build-image',
    image: 'app-base',
    service: 'base',
    labels: {},
    secrets: [],
    build: aBuild(),
  } as const;
  const app = {
    ...base,
    image: 'app-app',
    service: 'my.app',
    labels: { a: '${x}', 'app.token': 's3cret', note: 'a hidden one' },
    build: aBuild({
      additionalContexts: new Map([['b', 'docker-image://app-base']]),
      args: new Map([
        ['TOKEN', 's3cret'],
        ['V', '1'],
      ]),
    }),
    secrets: [{ id: 't', from: { kind: 'environment', variable: 'T', value: new Sensitive('s3cret') } }],
  } as const;

  const file = bakeFile([base, app], (text) => text.replace('hidden', '••'));

  expect(JSON.stringify(file)).not.toContain('s3cret');
  expect(file).toMatchObject({
    group: { default: { targets: ['base', 'my_app'] } },
    target: {
      my_app: {
        context: '/app',
        contexts: { b: 'target:base' },
        args: { V: '1' },
        labels: { a: '$${x}', note: 'a •• one' },
        tags: ['app-app'],
        secret: ['id=t,type=env,env=T'],
        output: ['type=docker'],
      },
    },
  });
});
