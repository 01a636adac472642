import { expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { imageId } from '../../../src/model/ids.ts';
import { buildWatched, planPruning, rebuildIntent } from '../../../src/planner/commands/plan-watch.ts';
import { aBuild } from '../../support/a-build.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { planRebuild, planWatch } from '../../support/planning.ts';
import { running } from '../../support/running.ts';

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

test('buildWatched() builds what is watched and can be built, and changes nothing else', () => {
  const develop = { watch: [] };
  const watched = aProject({
    services: [
      aService('built', { build, develop }),
      aService('pulled', { develop }),
      aService('unwatched', { build, pullPolicy: 'missing' }),
      aService('nothing', { build, develop: null }),
    ],
  });
  const policies = [...buildWatched(watched).services].map(([name, { pullPolicy }]) => [name, pullPolicy]);

  expect(policies).toEqual([
    ['built', 'build'],
    ['pulled', undefined],
    ['unwatched', 'missing'],
    ['nothing', undefined],
  ]);
  expect(buildWatched(watched)).toMatchObject({ name: 'app', workingDir: '/app' });
});

test('planWatch() leaves a build its cause that the file, or the user, asked for', () => {
  const causeOfBuild = (pullPolicy: string | undefined, images = observed.images) => {
    const web = aService('web', { image: 'web', build, develop: { watch: [] } });
    const written = aProject({ services: [pullPolicy === undefined ? web : { ...web, pullPolicy }] });
    const plan = planWatch(buildWatched(written), written, { ...observed, images }, {}, new Map());
    return plan.steps.find(({ operation }) => operation.kind === 'build-image')?.cause;
  };

  expect(causeOfBuild(undefined)).toEqual({ kind: 'requested', by: 'watch' });
  expect(causeOfBuild('missing')).toEqual({ kind: 'requested', by: 'watch' });
  expect(causeOfBuild('build')).not.toEqual({ kind: 'requested', by: 'watch' });
});

test('planWatch() says of nothing but builds that it is there because of the watch', () => {
  const before = running(project, {}, { ...observed, containers: [] });
  const plan = planWatch(buildWatched(project), project, before, { forceRecreate: true }, new Map());
  const others = plan.steps.filter(({ operation }) => operation.kind !== 'build-image');

  expect(others.map(({ cause }) => cause)).toContainEqual({ kind: 'requested', by: '--force-recreate' });
  expect(others.map(({ cause }) => cause)).not.toContainEqual({ kind: 'requested', by: 'watch' });
});

test('rebuildIntent() is about these services alone, built, and says nothing of orphans', () => {
  expect(rebuildIntent(['web'])).toEqual({
    services: ['web'],
    noDeps: true,
    build: true,
    ignoreOrphans: true,
  });
});

test('planRebuild() and planPruning() are plans of watch, and the second may fail', () => {
  expect(planRebuild(project, observed, rebuildIntent(['web']), new Map()).verb).toBe('watch');
  expect(planPruning(project)).toMatchObject({ verb: 'watch', project: 'app' });
  expect(formatPlan(planPruning(project))).toBe('1 prune-images app optional because requested by --prune');
});
