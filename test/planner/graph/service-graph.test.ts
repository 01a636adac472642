import { describe, expect, test } from 'vitest';
import { declaredServices, requireServices, serviceGraph } from '../../../src/planner/graph/service-graph.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';

/** What a service needs that is like this. */
const needed = (settings: Parameters<typeof aService>[1]): readonly string[] => {
  const { services } = aProject({ services: [aService('web', settings)] });
  return [...(serviceGraph(services).get('web') ?? [])];
};

describe('serviceGraph()', () => {
  test.each<readonly [string, Parameters<typeof aService>[1]]>([
    ['depends on it', { dependsOn: { db: 'service_started' } }],
    ['joins its network', { networkMode: 'service:db' }],
    ['shares its memory', { ipc: 'service:db' }],
    ['sees its processes', { pid: 'service:db' }],
    ['has its volumes', { volumesFrom: ['db:ro'] }],
    ['is linked to it', { links: ['db'] }],
    ['is linked to it under another name', { links: ['db:store'] }],
  ])('a service needs another one that %s', (_how, settings) => {
    expect(needed(settings)).toEqual(['db']);
  });

  test('a service needs no container of somebody else, and nobody when it says nothing', () => {
    expect(needed({ networkMode: 'container:db', volumesFrom: ['container:db'], ipc: 'host' })).toEqual([]);
    expect(needed({})).toEqual([]);
  });
});

describe('requireServices()', () => {
  const known = new Set(['web', 'db']);

  test('accepts names that services bear', () => {
    expect(() => requireServices(['web', 'db'], known)).not.toThrow();
    expect(() => requireServices([], known)).not.toThrow();
  });

  test('names all that no service bears, and what may have been meant', () => {
    expect(() => requireServices(['wbe', 'db', 'nothing'], known)).toThrow(
      expect.objectContaining({
        code: 'no-such-service',
        message: 'no such service: wbe, nothing',
        hint: 'did you mean "web"?',
      }),
    );
  });

  test('names the services that there are where nothing is like it', () => {
    expect(() => requireServices(['nothing'], known)).toThrow(
      expect.objectContaining({ hint: 'the services are db, web' }),
    );
    expect(() => requireServices(['nothing'], new Set())).toThrow(
      expect.objectContaining({ hint: 'the project has no services' }),
    );
  });
});

test('declaredServices() has those that a profile switches off too', () => {
  const project = aProject({ services: [aService('web')], disabledServices: [aService('debug')] });

  expect([...declaredServices(project).keys()].sort()).toEqual(['debug', 'web']);
  // Asked for again for each service: a new map each time would be as much work as the square of them.
  expect(declaredServices(project)).toBe(declaredServices(project));
});
