import { describe, expect, test } from 'vitest';
import { serviceTree } from '../../../src/tui/state/service-tree.ts';
import { aPageService } from '../../page/shop-state.ts';

const services = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, aPageService(name)]));
const edge = (from: string, to: string, label = 'healthy') => ({ from, to, label });

const drawn = (rows: ReturnType<typeof serviceTree>): readonly string[] =>
  rows.map(
    ({ branch, service, label, isRepeated }) => `${branch}${service.name} ${label}${isRepeated ? '^' : ''}`,
  );

describe('serviceTree()', () => {
  test('has below each service what it waits for, and what is below that only once', () => {
    const edges = [edge('web', 'api'), edge('web', 'db'), edge('api', 'db'), edge('db', 'disk', 'started')];
    const rows = serviceTree({ services: services('web', 'api', 'db', 'disk', 'mail'), edges }, '');

    expect(drawn(rows)).toEqual([
      'mail ',
      'web ',
      '├─ api healthy',
      '│  └─ db healthy',
      '│     └─ disk started',
      '└─ db healthy^',
    ]);
  });

  test('ends where services wait for each other', () => {
    const rows = serviceTree({ services: services('a', 'b'), edges: [edge('a', 'b'), edge('b', 'a')] }, '');

    expect(drawn(rows)).toEqual(['a ', '└─ b healthy', '   └─ a healthy^']);
  });

  test('is a list of those that fit a filter, what needs attention first', () => {
    const known = {
      ...services('web', 'worker'),
      wide: aPageService('wide', { status: 'failed', says: 'exited with 1' }),
      api: aPageService('api'),
    };
    const rows = serviceTree({ services: known, edges: [edge('web', 'api')] }, 'w');

    expect(drawn(rows)).toEqual(['wide ', 'web ', 'worker ']);
  });
});
