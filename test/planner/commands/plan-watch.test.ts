import { expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { imageId } from '../../../src/model/ids.ts';
import { buildWatched, rebuildIntent } from '../../../src/planner/commands/plan-watch.ts';
import { aBuild } from '../../support/a-build.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { planRebuild, planWatch } from '../../support/planning.ts';

const image = imageId(`sha256:${'c'.repeat(64)}`);
const build = aBuild();
const project = aProject({
  services: [
    aService('web', { image: 'web', build, develop: { watch: [] }, dependsOn: { db: 'service_started' } }),
    aService('db', { image: 'db', build }),
  ],
});
const observed = anObserved({
  images: new Map([
    ['web', { id: image }],
    ['db', { id: image }],
  ]),
  containers: [
    anObservedContainer('web', { image: 'web', imageId: image }),
    anObservedContainer('db', { image: 'db', imageId: image }),
  ],
});

test('planWatch builds what is watched, because it is watched, and nothing else that could be built', () => {
  const plan = planWatch(buildWatched(project), project, observed, {}, new Map());
  const builds = formatPlan(plan)
    .split('\n')
    .filter((line) => line.includes('build-image'));

  expect(builds).toEqual(['1 build-image web because requested by watch']);
});

test('planRebuild builds one service, touches no other, and its container only after the build', () => {
  const { steps } = planRebuild(project, observed, rebuildIntent(['web']), new Map());

  expect(steps[0]?.operation.kind).toBe('build-image');
  // Each comes after one before it, and so after the build.
  for (const step of steps.slice(1)) expect(step.after).not.toEqual([]);
  expect(JSON.stringify(steps)).not.toContain('app-db-1');
});
