import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../src/model/format-plan.ts';
import type { Observed } from '../../src/model/observed.ts';
import { planKill } from '../../src/planner/commands/plan-kill.ts';
import { planRestart } from '../../src/planner/commands/plan-restart.ts';
import { planStart } from '../../src/planner/commands/plan-start.ts';
import { planStop } from '../../src/planner/commands/plan-stop.ts';
import { aProject } from '../support/a-project.ts';
import { aService } from '../support/a-service.ts';
import { anObserved } from '../support/an-observed.ts';
import { applyPlan } from '../support/apply-plan.ts';
import { lines } from '../support/lines.ts';
import { running, withContainer } from '../support/running.ts';

const project = aProject({
  services: [
    aService('cache'),
    aService('db'),
    aService('api', { dependsOn: { db: { condition: 'service_healthy', restart: true } } }),
    aService('web', { dependsOn: { api: 'service_started' } }),
  ],
});

describe('planStop()', () => {
  test('stops what depends on something before that', () => {
    expect(formatPlan(planStop(project, running(project)))).toBe(
      lines(
        '1 stop-container app-cache-1 because requested by stop',
        '2 stop-container app-web-1 because requested by stop',
        '3 stop-container app-api-1 after 2 unless deaf because requested by stop',
        '4 stop-container app-db-1 after 3 unless deaf because requested by stop',
      ),
    );
  });

  test('keeps the order around a service that does not run', () => {
    const observed = withContainer(running(project), 'app-api-1', { state: 'exited' });

    expect(
      formatPlan(planStop(project, observed, { services: ['web', 'api', 'db'], timeoutSeconds: 3 })),
    ).toBe(
      lines(
        '1 stop-container app-web-1 within 3s because requested by stop',
        '2 stop-container app-db-1 within 3s after 1 unless deaf because requested by stop',
      ),
    );
  });

  test('takes what has stopped for done', () => {
    const observed = withContainer(running(project), 'app-api-1', { state: 'exited' });

    expect(planStop(project, observed).unchanged).toEqual([{ kind: 'container', name: 'app-api-1' }]);
  });

  test('names a service that does not exist, and the one that was meant', () => {
    expect(() => planStop(project, anObserved(), { services: ['wbe'] })).toThrow(
      expect.objectContaining({ code: 'no-such-service', hint: 'did you mean "web"?' }),
    );
  });
});

const withoutContainer = (name: string, of = project): Observed => {
  const observed = running(of);
  return { ...observed, containers: observed.containers.filter((container) => container.name !== name) };
};

describe('planStart()', () => {
  test('starts what has stopped, with the same waits as up', () => {
    const stopped = applyPlan(running(project), planStop(project, running(project)));

    expect(formatPlan(planStart(project, stopped, { services: ['web'] }))).toBe(
      lines(
        '1 start-container app-db-1 because exited',
        '2 wait-for db service_healthy after 1 because api needs it',
        '3 start-container app-api-1 after 2 because exited',
        '4 start-container app-web-1 after 3 because exited',
      ),
    );
  });

  test('says when there is nothing to start', () => {
    expect(() => planStart(project, anObserved())).toThrow('nothing to start: app has no container');
    expect(() => planStart(project, withoutContainer('app-cache-1'), { services: ['cache'] })).toThrow(
      'nothing to start: cache has no container',
    );
  });

  test('starts nothing without what it needs, unless it can do without it', () => {
    expect(() => planStart(project, withoutContainer('app-db-1'), { services: ['web'] })).toThrow(
      'service "api" needs "db", which has no container',
    );
    const optional = aProject({
      services: [
        aService('db'),
        aService('web', { dependsOn: { db: { condition: 'service_started', required: false } } }),
      ],
    });
    const stopped = withContainer(withoutContainer('app-db-1', optional), 'app-web-1', { state: 'exited' });
    expect(formatPlan(planStart(optional, stopped))).toBe('1 start-container app-web-1 because exited');
  });
});

describe('planRestart()', () => {
  test('restarts everything; who asked for it after what it depends on', () => {
    expect(formatPlan(planRestart(project, running(project), { timeoutSeconds: 1 }))).toBe(
      lines(
        '1 restart-container app-cache-1 because requested by restart',
        '2 restart-container app-db-1 because requested by restart',
        '3 restart-container app-api-1 after 2 because requested by restart',
        '4 restart-container app-web-1 because requested by restart',
      ),
    );
  });

  test('takes along who asked for it, unless told otherwise', () => {
    expect(formatPlan(planRestart(project, running(project), { services: ['db'] }))).toBe(
      lines(
        '1 restart-container app-db-1 because requested by restart',
        '2 restart-container app-api-1 after 1 because it follows container app-db-1',
      ),
    );
    expect(formatPlan(planRestart(project, running(project), { services: ['db'], noDeps: true }))).toBe(
      '1 restart-container app-db-1 because requested by restart',
    );
  });
});

describe('planRestart() without containers', () => {
  test('does nothing, and says so', () => {
    expect(planRestart(project, anObserved(), { services: ['db'], noDeps: true })).toMatchObject({
      steps: [],
      warnings: ['nothing to restart: db has no container; up creates them'],
    });
  });
});

describe('planKill()', () => {
  test('kills what runs, all at once', () => {
    const observed = withContainer(running(project), 'app-api-1', { state: 'exited' });

    expect(formatPlan(planKill(project, observed, { services: ['db', 'api', 'web'] }))).toBe(
      lines(
        '1 kill-container app-db-1 with SIGKILL because requested by kill',
        '2 kill-container app-web-1 with SIGKILL because requested by kill',
      ),
    );
  });
});
