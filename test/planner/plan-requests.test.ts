import { expect, test } from 'vitest';
import { formatPlan } from '../../src/model/format-plan.ts';
import { planKill } from '../../src/planner/commands/plan-kill.ts';
import { planPause, planUnpause } from '../../src/planner/commands/plan-pause.ts';
import { planRm } from '../../src/planner/commands/plan-rm.ts';
import { aProject } from '../support/a-project.ts';
import { aService } from '../support/a-service.ts';
import { anObservedContainer } from '../support/an-observed-container.ts';
import { lines } from '../support/lines.ts';
import { running, withContainer } from '../support/running.ts';

const project = aProject({
  services: [aService('web', { dependsOn: { db: 'service_started' } }), aService('db')],
});
const up = running(project);
const dbStopped = withContainer(up, 'app-db-1', { state: 'exited' });
const dbPaused = withContainer(up, 'app-db-1', { state: 'paused' });
const oneOff = anObservedContainer('web', {
  name: 'app-web-run-1',
  labels: { 'com.docker.compose.oneoff': 'True' },
});

test('planPause() freezes what runs, and takes what is stopped or paused as it is', () => {
  expect(formatPlan(planPause(project, up))).toBe(
    lines(
      '1 pause-container app-db-1 because requested by pause',
      '2 pause-container app-web-1 because requested by pause',
    ),
  );
  expect(formatPlan(planPause(project, dbStopped))).toBe(
    '1 pause-container app-web-1 because requested by pause',
  );
  expect(planPause(project, dbPaused, { services: ['db'] })).toMatchObject({
    steps: [],
    unchanged: [{ kind: 'container', name: 'app-db-1' }],
  });
});

test('planUnpause() touches only what is paused', () => {
  expect(formatPlan(planUnpause(project, dbPaused))).toBe(
    '1 unpause-container app-db-1 because requested by unpause',
  );
});

test('planRm() removes what does not run, and no one-off', () => {
  const observed = {
    ...dbStopped,
    containers: [...dbStopped.containers, { ...oneOff, state: 'exited' as const }],
  };

  expect(formatPlan(planRm(project, observed))).toBe('1 remove-container app-db-1 because requested by rm');
});

test('planRm() with --stop stops what depends on something before it, each removed when it has stopped', () => {
  expect(formatPlan(planRm(project, up, { stop: true, volumes: true }))).toBe(
    lines(
      '1 stop-container app-web-1 because requested by rm',
      '2 stop-container app-db-1 after 1 unless deaf because requested by rm',
      '3 remove-container app-db-1 with volumes after 2 because requested by rm',
      '4 remove-container app-web-1 with volumes after 1 because requested by rm',
    ),
  );
});

test('planRm() refuses a service that does not exist', () => {
  expect(() => planRm(project, up, { services: ['wbe'] })).toThrow(
    expect.objectContaining({ code: 'no-such-service', hint: 'did you mean "web"?' }),
  );
});

test('planKill() takes one-offs of the services, and with --remove-orphans also what no service accounts for', () => {
  const stray = anObservedContainer('gone');
  const observed = { ...up, containers: [...up.containers, oneOff, stray] };

  expect(formatPlan(planKill(project, observed, { signal: 'HUP' }))).toBe(
    lines(
      '1 kill-container app-db-1 with HUP because requested by kill',
      '2 kill-container app-web-1 with HUP because requested by kill',
      '3 kill-container app-web-run-1 with HUP because requested by kill',
    ),
  );
  expect(formatPlan(planKill(project, observed, { removeOrphans: true }))).toContain('app-gone-1');
});
