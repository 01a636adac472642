import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../src/model/format-plan.ts';
import { aProject } from '../support/a-project.ts';
import { aService } from '../support/a-service.ts';
import { anInspection } from '../support/an-inspection.ts';
import { inspectionsOf } from '../support/apply-plan.ts';
import { byHand } from '../support/engine-model/by-hand.ts';
import { anEngine, loadText, planFor, up } from '../support/engine-model/stage.ts';
import { lines } from '../support/lines.ts';
import { createRequest, inspectionsNeeded, planUp } from '../support/planning.ts';
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

describe('a container that was started by somebody who died', () => {
  const command = [{ command: ['warm', 'up'] }];
  const project = aProject({ services: [aService('web', { postStart: command }), aService('db')] });
  const observed = { ...running(project), interruptedSince: '2026-12-01T10:00:05.500Z' };
  const plan = (startedAt: string): string => {
    const inspections = new Map(
      observed.containers.map((container) => {
        const made = createRequest(project, aService('web', { postStart: command }), 1, () => [1]);
        return [container.id, anInspection(container, made, { startedAt })];
      }),
    );
    return formatPlan(planUp(project, observed, {}, inspections));
  };

  test('gets the hooks that may be missing, and only who has hooks is looked at', () => {
    expect(inspectionsNeeded(project, observed, {})).toEqual(
      observed.containers.flatMap(({ id, name }) => (name === 'app-web-1' ? [id] : [])),
    );
    expect(plan('2026-12-01T10:00:05.700123456Z')).toBe(
      '1 exec-hook post_start[0] in app-web-1 because its start was interrupted',
    );
  });

  test('has had them when it was started before', () => {
    expect(plan('2026-12-01T10:00:05.400123456Z')).toBe('');
  });
});
