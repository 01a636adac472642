import { expect, test } from 'vitest';
import { recordedVolumes } from '../../../src/cli/history/recorded-volumes.ts';
import type { ObservedVolume } from '../../../src/model/observed.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import { planRestore } from '../../../src/planner/commands/plan-restore.ts';
import { anObserved } from '../../support/an-observed.ts';

const data: ObservedVolume = {
  name: 'app_data',
  driver: 'local',
  labels: {},
  options: {},
  createdAt: '2026-12-01T10:00:00Z',
};

test('recordedVolumes() names what a restore took the place of, and not the volume that it made on the way', () => {
  const source = {
    from: '/tmp/app.tar',
    section: { folder: 'app_data', offset: 0, bytes: 5, sha256: 'ab'.repeat(32) },
  };
  const observed = anObserved({
    volumes: [data],
  });
  const recorded = (trash?: { readonly keepSeconds: number }) => {
    const plan = planRestore(observed, {
      project: 'app',
      volumes: [{ request: { Name: 'app_data', Labels: {} }, source }],
      dumps: [],
      trash,
      trashSizes: new Map(),
    });
    const outcomes = plan.steps.map(
      ({ id }): Outcome => ({ status: 'done', step: id, made: { kind: 'nothing' } }),
    );
    return recordedVolumes(plan, observed, outcomes);
  };

  expect(recorded()).toEqual({ lostVolumes: ['app_data'] });
  expect(recorded({ keepSeconds: 60 })).toEqual({ lostVolumes: [], trashedVolumes: ['app_data'] });
});
