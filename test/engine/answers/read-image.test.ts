import { expect, test } from 'vitest';
import { familiarName, findImages, isImageId } from '../../../src/engine/answers/read-image.ts';
import { fullName } from '../../../src/model/full-name.ts';

test.each([
  ['busybox', 'docker.io/library/busybox:latest'],
  ['busybox:1.36', 'docker.io/library/busybox:1.36'],
  ['docker.io/busybox', 'docker.io/library/busybox:latest'],
  ['index.docker.io/library/busybox', 'docker.io/library/busybox:latest'],
  ['me/app', 'docker.io/me/app:latest'],
  ['localhost/app', 'localhost/app:latest'],
  ['localhost:5000/app', 'localhost:5000/app:latest'],
  ['localhost:5000/team/app:2', 'localhost:5000/team/app:2'],
  ['ghcr.io/me/app:2@sha256:ab', 'ghcr.io/me/app@sha256:ab'],
])('fullName() spells %s as %s', (reference, expected) => {
  expect(fullName(reference)).toBe(expected);
});

test('findImages() finds an image under any spelling of its names, tags and digests', () => {
  const items = [
    {
      Id: 'sha256:1',
      RepoTags: ['busybox:latest', 'localhost:5000/bb:1'],
      RepoDigests: ['busybox@sha256:ab'],
    },
    { Id: 'sha256:2', RepoTags: null, RepoDigests: null },
  ];
  const references = [
    'docker.io/library/busybox',
    'localhost:5000/bb:1',
    'busybox:1@sha256:ab',
    'busybox:2',
    'nope',
  ];

  expect([...findImages(items, references)]).toEqual(
    references
      .slice(0, 3)
      .map((reference) => [reference, { id: 'sha256:1', digests: ['busybox@sha256:ab'] }]),
  );
});

test.each([
  ['busybox:1.36', 'busybox'],
  ['docker.io/library/busybox', 'busybox'],
  ['docker.io/me/app:1', 'me/app'],
  ['localhost:5000/app', 'localhost:5000/app'],
  ['ghcr.io/me/app:2@sha256:ab', 'ghcr.io/me/app'],
])('familiarName() shortens %s to %s, which the filters of the engine match', (reference, expected) => {
  expect(familiarName(reference)).toBe(expected);
});

test('isImageId() knows ids from names', () => {
  expect(isImageId(`sha256:${'0'.repeat(64)}`)).toBe(true);
  expect(isImageId('41daa98d8128')).toBe(true);
  expect(isImageId('decade')).toBe(false);
  expect(isImageId('busybox')).toBe(false);
});
