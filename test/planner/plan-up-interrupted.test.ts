import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../src/model/format-plan.ts';
import { aProject } from '../support/a-project.ts';
import { aService } from '../support/a-service.ts';
import { inspectionsOf } from '../support/apply-plan.ts';
import { byHand } from '../support/engine-model/by-hand.ts';
import { anEngine, loadText, planFor, up } from '../support/engine-model/stage.ts';
import { lines } from '../support/lines.ts';
import { planUp } from '../support/planning.ts';
import { running } from '../support/running.ts';

/* What somebody else has begun, or has taken away, while gantry was not looking. */

describe('a container that is being stopped, as after a `down` that was killed', () => {
  const project = (stopGraceMs?: number) =>
    aProject({ services: [aService('web', stopGraceMs === undefined ? {} : { stopGraceMs })] });
  const plan = (agoMs: number, stopGraceMs?: number): string => {
    const observed = running(project(stopGraceMs));
    const stopping = new Map(observed.containers.map(({ id }) => [id, agoMs]));
    return formatPlan(planUp(project(stopGraceMs), { ...observed, stopping }, {}, inspectionsOf(observed)));
  };

  test('has stopped before it is started again', () => {
    expect(plan(3000)).toBe(
      lines(
        '1 stop-container app-web-1 because stopping',
        '2 start-container app-web-1 after 1 because stopping',
      ),
    );
  });

  test('runs on when its grace period is over: somebody only sent it a signal', () => {
    expect(plan(13_000)).toBe('');
    expect(plan(13_000, 30_000)).not.toBe('');
  });
});

test('a container that was only created starts when the network is there that somebody removed', async () => {
  const text = JSON.stringify({ services: { web: { image: 'busybox:latest' } } });
  const project = await loadText(text, 1);
  const created = up(anEngine(), project, { noStart: true });
  const world = byHand(created, { does: 'network rm', network: 'app_default' });

  expect(formatPlan(planFor(world, project))).toBe(
    lines('1 create-network default because missing', '2 start-container app-web-1 after 1 because created'),
  );
});
