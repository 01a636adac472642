import { expect, test } from 'vitest';
import { dependencyPath } from '../../src/model/dependency-path.ts';
import { aProject } from '../support/a-project.ts';
import { aService } from '../support/a-service.ts';

const service = (name: string, ...needs: readonly string[]) =>
  aService(name, { dependsOn: Object.fromEntries(needs.map((other) => [other, {}])) });

const project = aProject({
  services: [
    service('gateway', 'web', 'metrics'),
    service('web', 'api'),
    service('api', 'db'),
    service('metrics', 'db'),
    service('db'),
  ],
});

test('dependencyPath() goes from a service that nothing needs down to the one that broke, by the shortest way', () => {
  expect(dependencyPath(project, 'db', undefined)).toEqual(['gateway', 'metrics', 'db']);
});

test('dependencyPath() goes through the service that waited', () => {
  expect(dependencyPath(project, 'db', 'api')).toEqual(['gateway', 'web', 'api', 'db']);
});

test('dependencyPath() is the service alone where nothing needs it', () => {
  expect(dependencyPath(project, 'gateway', undefined)).toEqual(['gateway']);
});
