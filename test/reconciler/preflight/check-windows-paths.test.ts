import { expect, test } from 'vitest';
import { checkWindowsPaths } from '../../../src/reconciler/preflight/check-windows-paths.ts';
import { aPlan, createContainer } from '../../support/a-plan.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';

const plan = aPlan([createContainer('web')]);
const mounting = (source: string, target: string) =>
  aProject({ services: [aService('web', { volumes: [{ type: 'bind', source, target }] })] });

test.each([
  ['q:/data', '/data'],
  ['C:\\data', '/data'],
  ['/data', 'q:/data'],
])('checkWindowsPaths() refuses %s at %s where the engine is on another system', async (source, target) => {
  expect(await checkWindowsPaths(plan, mounting(source, target), async () => 'linux')).toMatchObject([
    { code: 'engine-not-supported', about: { of: ['services', 'web'] } },
  ]);
  expect(await checkWindowsPaths(plan, mounting(source, target), async () => 'windows')).toEqual([]);
});

test('checkWindowsPaths() asks for the system only where there is such a path', async () => {
  const asked = () => Promise.reject(new Error('nobody should ask'));
  expect(await checkWindowsPaths(plan, mounting('/data', '/data'), asked)).toEqual([]);
});
