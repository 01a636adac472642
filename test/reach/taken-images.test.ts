import { expect, test } from 'vitest';
import { showPlace } from '../../src/diagnostics/source.ts';
import { asInstance } from '../../src/instance/as-instance.ts';
import { takenImages } from '../../src/reach/taken-images.ts';
import { aBuild } from '../support/a-build.ts';
import { aProject } from '../support/a-project.ts';
import { aService } from '../support/a-service.ts';

const base = aService('base', {
  image: 'shop/base:1',
  build: aBuild({ context: '/base', tags: ['shop/old'] }),
});
const { image: _, ...tools } = aService('tools', { build: aBuild({ context: '/tools' }) });
const web = aService('web', {
  image: 'shop/web',
  build: aBuild({ context: '/web', args: new Map([['BASE', 'shop/base:1']]) }),
});

const project = aProject({ name: 'shop', services: [base, web], disabledServices: [tools] });

function takenOf(dockerfile: string, { of = project, args = {} } = {}) {
  const found = takenImages(of, {
    args: new Map(Object.entries(args)),
    show: (path) => path,
    read: (path) => (path === '/web/Dockerfile' ? dockerfile : undefined),
  });
  return (found.get('web') ?? []).map(({ service, image, at }) => [service, image, at && showPlace(at)]);
}

test.each([
  ['FROM shop/base:1', 'base', 'shop/base:1', 6],
  ['FROM docker.io/shop/base:1 AS x', 'base', 'docker.io/shop/base:1', 6],
  ['FROM shop/old', 'base', 'shop/old', 6],
  ['FROM shop-tools', 'tools', 'shop-tools', 6],
  ['ARG TAG=1\nFROM shop/base:${TAG}', 'base', 'shop/base:1', 6],
  ['ARG BASE=busybox\nFROM $BASE', 'base', 'shop/base:1', 6],
  ['FROM busybox\nCOPY --from=shop/base:1 / /', 'base', 'shop/base:1', 6],
  ['FROM busybox\nRUN --mount=from=shop/base:1,target=/x true', 'base', 'shop/base:1', 5],
])('takenImages() finds the image of another service in %j', (dockerfile, service, image, column) => {
  const line = dockerfile.split('\n').length;

  expect(takenOf(dockerfile)).toEqual([[service, image, `/web/Dockerfile:${line}:${column}`]]);
});

test.each([
  'FROM busybox',
  'FROM shop/base:2',
  'FROM shop/base:1@sha256:0000000000000000000000000000000000000000000000000000000000000000',
  'FROM shop/web',
  'FROM busybox AS shop-tools\nFROM shop-tools',
  '# FROM shop/base:1\nFROM busybox',
  'FROM shop/base:1 AS unused\nFROM busybox',
])('takenImages() finds none in %j', (dockerfile) => {
  expect(takenOf(dockerfile)).toEqual([]);
});

test('takenImages() takes build arguments of the command line over those of the file', () => {
  const dockerfile = 'ARG BASE=busybox\nFROM $BASE';

  expect(takenOf(dockerfile, { args: { BASE: 'busybox' } })).toEqual([]);
});

test('takenImages() knows the images of an instance by the names that Dockerfiles give them', () => {
  const { project: of } = asInstance(project, { name: 'review' });

  expect(takenOf('FROM shop/base:1\nCOPY --from=shop-tools / /', { of }).map(([service]) => service)).toEqual(
    ['base', 'tools'],
  );
});
