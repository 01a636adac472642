import { expect, test } from 'vitest';
import { imageId } from '../../../src/model/ids.ts';
import type { ServiceSpec } from '../../../src/model/service-spec.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anObserved } from '../../support/an-observed.ts';
import { planUp } from '../../support/planning.ts';

const hooked = (name: string, image: string, pullPolicy?: string): ServiceSpec => ({
  ...aService(name, { preStart: [{ command: ['migrate'], image }] }),
  ...(pullPolicy !== undefined && { pullPolicy }),
});
const there = anObserved({
  images: new Map([...anObserved().images, ['tools', { id: imageId('sha256:tools') }]]),
});
const pulls = (...services: readonly ServiceSpec[]) =>
  planUp(aProject({ services }), there, {}, new Map()).steps.flatMap(({ operation, cause }) =>
    operation.kind === 'pull-image' ? [[operation.image, operation.services, cause]] : [],
  );

test('planUp() pulls the images of hooks once for all who use them, in order', () => {
  expect(pulls(hooked('b', 'z:1'), hooked('a', 'z:1'), hooked('c', 'm:1'))).toEqual([
    ['m:1', ['c'], { kind: 'missing' }],
    ['z:1', ['a', 'b'], { kind: 'missing' }],
  ]);
});

test('planUp() pulls the image of a hook as the policy of its service says', () => {
  expect(pulls(hooked('a', 'tools'))).toEqual([]);
  expect(pulls(hooked('a', 'gone', 'never'))).toEqual([]);
  expect(pulls(hooked('a', 'tools', 'always'))).toContainEqual([
    'tools',
    ['a'],
    { kind: 'requested', by: 'pull_policy always' },
  ]);
});

test('planUp() pulls nothing twice that a service runs as well', () => {
  const web = { ...hooked('a', 'web:1'), image: 'web:1' };

  expect(pulls(web)).toEqual([['web:1', ['a'], { kind: 'missing' }]]);
});
