import { expect, test } from 'vitest';
import { digestsIn, showsDigests } from '../../../src/cli/look/image-digests.ts';
import { imageId } from '../../../src/model/ids.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';

const image = (id: string, ...digests: readonly string[]) => ({
  id: imageId(id),
  tags: [],
  digests,
  sizeBytes: 1,
  createdAt: 0,
});

test('digestsIn() takes the digest of the repository that the container names, and else any', () => {
  const ours = anObservedContainer('web', { image: 'ghcr.io/shop/web:2', imageId: imageId('sha256:1') });
  const other = anObservedContainer('api', { image: 'sha256:1', imageId: imageId('sha256:1') });
  const built = anObservedContainer('job', { image: 'shop-job', imageId: imageId('sha256:2') });
  const gone = anObservedContainer('old', { image: 'busybox', imageId: imageId('sha256:3') });
  const images = [image('sha256:1', 'mirror/web@sha256:aa', 'ghcr.io/shop/web@sha256:bb'), image('sha256:2')];

  expect(digestsIn(images, [ours, other, built, gone])).toEqual(
    new Map([
      [ours.id, 'sha256:bb'],
      [other.id, 'sha256:aa'],
    ]),
  );
});

test.each([
  ['json', false],
  ['table {{.Name}}\\t{{.Digest}}', true],
  ['{{json .}}', false],
  ['{{json .Digest}}', true],
  ['table', false],
  ['{{.Name}} json', false],
  ['{{json .Name}}', false],
])('showsDigests() of %j is %s', (format, shows) => {
  expect(showsDigests(format)).toBe(shows);
});
