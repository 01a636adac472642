import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../src/model/plan.ts';
import { planView } from '../../../src/serve/view/plan-view.ts';
import { aPlan, createContainer } from '../../support/a-plan.ts';

const view = (plan: Plan, facts: Partial<Parameters<typeof planView>[0]> = {}) =>
  planView({ id: '1', plan, unedited: new Set(), places: new Map(), ...facts });

const changed = (field: string) => ({
  operation: createContainer('web', { name: 'app-web-1' }),
  cause: { kind: 'changed', fields: [{ field, from: 'a:1', to: 'a:2' }] } as const,
});

describe('a plan on the page', () => {
  test('names the service of each change, and the place of each field', () => {
    const { changes } = view(aPlan([changed('image')]), {
      places: new Map([['web image', 'compose.yaml:4:12']]),
    });

    expect(changes).toMatchObject([
      {
        service: 'web',
        name: 'app-web-1',
        fields: [{ field: 'image', from: 'a:1', to: 'a:2', at: 'compose.yaml:4:12' }],
      },
    ]);
  });

  test('has no place where none was found, and is not drift when the file was edited', () => {
    const { changes } = view(aPlan([changed('image')]));

    expect(changes[0]?.fields[0]).not.toHaveProperty('at');
    expect(changes[0]?.isDrift).toBe(false);
  });

  test('says what it goes back to, where it is all or nothing', () => {
    expect(view({ ...aPlan([changed('image')]), atomic: { to: 3 } }).atomic).toContain('back to release 3');
    expect(view(aPlan([changed('image')]))).not.toHaveProperty('atomic');
  });

  test('of nothing to do has no change, and destroys nothing', () => {
    expect(view(aPlan([]))).toMatchObject({ changes: [], disruptions: {}, isDestructive: false });
  });
});
