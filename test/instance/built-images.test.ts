import { expect, test } from 'vitest';
import { imagesOfInstance } from '../../src/instance/built-images.ts';
import { imageId } from '../../src/model/ids.ts';
import { identityLabels } from '../../src/model/instance.ts';
import { COMPOSE_LABELS, LABEL } from '../../src/model/labels.ts';
import type { ObservedContainer } from '../../src/model/observed.ts';
import { anObservedContainer } from '../support/an-observed-container.ts';

const REVIEW = { name: 'review', of: 'shop' };
const OWN = { [LABEL.project]: 'shop-review', [LABEL.service]: 'web', ...identityLabels(REVIEW) };
const ID = imageId('sha256:1');

const found = (
  tags: readonly string[],
  labels: Readonly<Record<string, string>> = OWN,
  containers: readonly ObservedContainer[] = [],
) =>
  imagesOfInstance('shop-review', REVIEW, [{ id: ID, tags, labels }], containers).map(({ image }) => image);

test('imagesOfInstance() names what the instance called them, and keeps what somebody else did', () => {
  const own = ['shop-review-web:latest', 'shop/web:1.2-review', 'localhost:5000/shop/web:latest-review'];
  expect(found([...own, 'shop/web:1.2', 'shop-web:latest', 'kept:review'])).toEqual(own);
});

test('imagesOfInstance() has those without a name, by their ids', () => {
  expect(found([])).toEqual(['sha256:1']);
});

test.each([
  ['the project itself', { [LABEL.project]: 'shop', [LABEL.service]: 'web' }],
  ['a project of the name of the instance', { [LABEL.project]: 'shop-review', [LABEL.service]: 'web' }],
  ['another instance', { ...OWN, [LABEL.instance]: 'other' }],
  ['commit', { ...OWN, [`${COMPOSE_LABELS}container-number`]: '1' }],
])('imagesOfInstance() has none that is of %s', (_, labels) => {
  expect(found(['shop-review-web:latest'], labels)).toEqual([]);
});

test('imagesOfInstance() has none that a container of somebody else is made of', () => {
  const own = anObservedContainer('web', { imageId: ID, labels: OWN });
  const other = anObservedContainer('web', { imageId: ID, state: 'exited' });
  expect(found(['shop-review-web:latest'], OWN, [own])).toEqual(['shop-review-web:latest']);
  expect(found(['shop-review-web:latest'], OWN, [own, other])).toEqual([]);
});
