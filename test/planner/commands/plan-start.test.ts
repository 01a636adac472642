import { describe, expect, test } from 'vitest';
import { gantry } from '../../../src/diagnostics/hint.ts';
import { formatPlan } from '../../../src/model/format-plan.ts';
import type { Observed, ObservedContainer } from '../../../src/model/observed.ts';
import type { ServiceSpec } from '../../../src/model/service-spec.ts';
import { planStart } from '../../../src/planner/commands/plan-start.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { lines } from '../../support/lines.ts';

const services = (...list: readonly ServiceSpec[]) => aProject({ services: list });

/** One container of each of these services, in this state. */
const withContainers = (
  states: Readonly<Record<string, ObservedContainer['state'] | Partial<ObservedContainer>>>,
): Observed =>
  anObserved({
    containers: Object.entries(states).map(([service, state]) =>
      anObservedContainer(service, typeof state === 'string' ? { state } : state),
    ),
  });

describe('planStart()', () => {
  test('leaves alone what runs, or is between two attempts to', () => {
    const plan = planStart(
      services(aService('a'), aService('b')),
      withContainers({ a: 'running', b: 'restarting' }),
    );

    expect(plan).toMatchObject({
      verb: 'start',
      project: 'app',
      steps: [],
      unchanged: [
        { kind: 'container', name: 'app-a-1' },
        { kind: 'container', name: 'app-b-1' },
      ],
    });
  });

  test('lets what is paused go on, and starts the rest, whatever its state', () => {
    const project = services(aService('a'), aService('b'), aService('c'));
    const plan = planStart(project, withContainers({ a: 'paused', b: 'created', c: 'exited' }));

    expect(formatPlan(plan)).toBe(
      lines(
        '1 unpause-container app-a-1 because paused',
        '2 start-container app-b-1 because created',
        '3 start-container app-c-1 because exited',
      ),
    );
    expect(plan.unchanged).toEqual([]);
  });

  test('tells what creates the containers that are missing', () => {
    const project = services(
      aService('db'),
      aService('log'),
      aService('web', { dependsOn: { db: 'service_started' } }),
    );

    expect(() => planStart(project, anObserved(), { services: ['db', 'log'] })).toThrow(
      expect.objectContaining({
        code: 'no-container',
        message: 'nothing to start: db, log has no container',
        hint: ['`', gantry('up'), '` creates it'],
      }),
    );
    expect(() => planStart(project, anObserved(), { services: [] })).toThrow(
      'nothing to start: app has no container',
    );
    expect(() => planStart(project, withContainers({ web: 'exited' }))).toThrow(
      expect.objectContaining({
        code: 'no-container',
        hint: ['`', gantry('up', '-d', 'db'), '` creates it'],
      }),
    );
  });

  test('does without what is not there for a reason', () => {
    const needs = (db: ServiceSpec) =>
      services(db, aService('web', { dependsOn: { db: 'service_started' } }));
    const stopped = withContainers({ web: 'exited' });

    expect(formatPlan(planStart(needs(aService('db', { scale: 0 })), stopped))).toBe(
      '1 start-container app-web-1 because exited',
    );
    expect(formatPlan(planStart(needs(aService('db', { provider: { type: 'cloud' } })), stopped))).toBe(
      '1 start-container app-web-1 because exited',
    );
    const off = { ...services(aService('web', { dependsOn: { db: 'service_started' } })) };
    expect(formatPlan(planStart(off, stopped))).toBe('1 start-container app-web-1 because exited');
  });

  test('asks nothing of services that have no container themselves', () => {
    const project = services(
      aService('db'),
      aService('other'),
      aService('web', { dependsOn: { db: 'service_started' } }),
    );

    expect(formatPlan(planStart(project, withContainers({ other: 'exited' })))).toBe(
      '1 start-container app-other-1 because exited',
    );
  });

  test('starts what others need first, and waits for it as they ask', () => {
    const project = services(
      aService('db'),
      aService('web', { dependsOn: { db: { condition: 'service_healthy', required: false } } }),
    );

    expect(formatPlan(planStart(project, withContainers({ db: 'exited', web: 'exited' })))).toBe(
      lines(
        '1 start-container app-db-1 because exited',
        '2 wait-for db service_healthy after 1 optional because web needs it',
        '3 start-container app-web-1 after 2 because exited',
      ),
    );
  });

  test('is done only when what a running service depends on is again as that one asked for', () => {
    const project = services(
      aService('db'),
      aService('log'),
      aService('web', { dependsOn: { db: 'service_healthy', log: 'service_started' } }),
    );

    expect(
      formatPlan(planStart(project, withContainers({ db: 'exited', log: 'exited', web: 'running' }))),
    ).toBe(
      lines(
        '1 start-container app-db-1 because exited',
        '2 start-container app-log-1 because exited',
        '3 wait-for db service_healthy after 1 because web needs it',
      ),
    );
  });

  test('waits for everything with --wait, no longer than it is told, and for nothing without', () => {
    const project = services(aService('web'));
    const stopped = withContainers({ web: 'exited' });
    const started = '1 start-container app-web-1 because exited';

    expect(formatPlan(planStart(project, stopped))).toBe(started);
    expect(formatPlan(planStart(project, stopped, { wait: true, waitTimeoutMs: 5000 }))).toBe(
      lines(started, '2 wait-for web running_or_healthy within 5s after 1 because requested by --wait'),
    );
  });

  test('runs a one-shot again that has done its work', () => {
    const project = services(
      aService('job'),
      aService('web', { dependsOn: { job: 'service_completed_successfully' } }),
    );
    const done = withContainers({ job: { state: 'exited', exitCode: 0 }, web: 'exited' });

    expect(formatPlan(planStart(project, done))).toBe(
      lines(
        '1 start-container app-job-1 because exited',
        '2 wait-for job service_completed_successfully after 1 because web needs it',
        '3 start-container app-web-1 after 2 because exited',
      ),
    );
  });
});
