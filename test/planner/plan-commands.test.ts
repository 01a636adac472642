import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../src/model/format-plan.ts';
import { LABEL } from '../../src/model/labels.ts';
import type { Observed, ObservedContainer } from '../../src/model/observed.ts';
import type { Plan } from '../../src/model/plan.ts';
import { planKill } from '../../src/planner/commands/plan-kill.ts';
import { planPause, planUnpause } from '../../src/planner/commands/plan-pause.ts';
import { planRestart } from '../../src/planner/commands/plan-restart.ts';
import { planRm } from '../../src/planner/commands/plan-rm.ts';
import { planStop } from '../../src/planner/commands/plan-stop.ts';
import { aProject } from '../support/a-project.ts';
import { aService } from '../support/a-service.ts';
import { anObserved } from '../support/an-observed.ts';
import { anObservedContainer } from '../support/an-observed-container.ts';
import { lines } from '../support/lines.ts';
import { running, withContainer } from '../support/running.ts';

const project = aProject({
  services: [
    aService('db'),
    aService('web', {
      scale: 2,
      dependsOn: { db: { condition: 'service_started', restart: true } },
      preStop: [{ command: ['drain'] }],
    }),
  ],
  disabledServices: [aService('tool')],
});
const up = running(project);
const also = (observed: Observed, ...containers: readonly ObservedContainer[]): Observed => ({
  ...observed,
  containers: [...containers, ...observed.containers],
});
const oneOff = (state: 'running' | 'exited') =>
  anObservedContainer('web', { name: 'app-web-run-1', state, labels: { [LABEL.oneOff]: 'True' } });
const text = (plan: Plan): string => formatPlan(plan);
const exited = { state: 'exited' } as const;

describe('planRm()', () => {
  test('removes what does not run, and neither a service that runs nor a one-off', () => {
    const observed = also(
      withContainer(up, 'app-web-2', exited),
      oneOff('exited'),
      anObservedContainer('tool', exited),
      anObservedContainer('gone', exited),
    );

    expect(planRm(project, observed).verb).toBe('rm');
    expect(text(planRm(project, observed))).toBe(
      lines(
        '1 remove-container app-tool-1 because requested by rm',
        '2 remove-container app-web-2 because requested by rm',
      ),
    );
    expect(text(planRm(project, observed, { services: ['web'] }))).toBe(
      '1 remove-container app-web-2 because requested by rm',
    );
  });

  test('stops first what runs, in the order of dependencies, when asked for it', () => {
    expect(text(planRm(project, up, { stop: true, services: ['db', 'web'] }))).toBe(
      lines(
        '1 exec-hook pre_stop[0] in app-web-1 because requested by rm',
        '2 stop-container app-web-1 after 1 unless deaf because requested by rm',
        '3 exec-hook pre_stop[0] in app-web-2 because requested by rm',
        '4 stop-container app-web-2 after 3 unless deaf because requested by rm',
        '5 stop-container app-db-1 after 2,4 unless deaf because requested by rm',
        '6 remove-container app-db-1 after 5 because requested by rm',
        '7 remove-container app-web-1 after 2 because requested by rm',
        '8 remove-container app-web-2 after 4 because requested by rm',
      ),
    );
    expect(text(planRm(project, up))).toBe('');
  });

  test('takes anonymous volumes along when asked for it, and says how many', () => {
    const name = 'a'.repeat(64);
    const mounts = [{ type: 'volume', name, source: name, target: '/cache' }];
    const observed = withContainer(up, 'app-db-1', { ...exited, mounts });
    const [removal] = planRm(project, observed, { volumes: true }).steps;
    const [kept] = planRm(project, observed).steps;

    expect(removal?.operation).toMatchObject({ withVolumes: true, anonymousVolumes: 1 });
    expect(kept?.operation).toMatchObject({ withVolumes: false });
    expect(Object.keys(kept?.operation ?? {})).not.toContain('anonymousVolumes');
  });

  test('names a service that does not exist', () => {
    expect(() => planRm(project, up, { services: ['dbb'] })).toThrow('dbb');
  });
});

describe('planPause() and planUnpause()', () => {
  const half = withContainer(withContainer(up, 'app-web-1', { state: 'paused' }), 'app-db-1', exited);
  const names = ({ unchanged }: Plan) => unchanged.map(({ name }) => name);

  test('freeze what runs and let go on what is frozen, and leave alone what does not run', () => {
    expect(text(planPause(project, half))).toBe('1 pause-container app-web-2 because requested by pause');
    expect(text(planUnpause(project, half))).toBe(
      '1 unpause-container app-web-1 because requested by unpause',
    );
    expect([planPause(project, half).verb, planUnpause(project, half).verb]).toEqual(['pause', 'unpause']);
  });

  test('say what is so already', () => {
    expect(names(planPause(project, half))).toEqual(['app-web-1']);
    expect(names(planUnpause(project, half))).toEqual(['app-web-2']);
  });

  test('are about the services that are named', () => {
    expect(text(planPause(project, half, { services: ['db'] }))).toBe('');
    expect(text(planUnpause(project, half, { services: ['db'] }))).toBe('');
    expect(() => planPause(project, half, { services: ['x'] })).toThrow('x');
  });
});

describe('planKill()', () => {
  const observed = also(
    withContainer(up, 'app-web-2', exited),
    oneOff('running'),
    anObservedContainer('tool'),
    anObservedContainer('gone'),
  );

  test('kills at once what runs of the project, one-offs too', () => {
    expect(planKill(project, observed).verb).toBe('kill');
    expect(text(planKill(project, observed))).toBe(
      lines(
        '1 kill-container app-db-1 with SIGKILL because requested by kill',
        '2 kill-container app-tool-1 with SIGKILL because requested by kill',
        '3 kill-container app-web-1 with SIGKILL because requested by kill',
        '4 kill-container app-web-run-1 with SIGKILL because requested by kill',
      ),
    );
  });

  test('sends another signal, to the services that are named', () => {
    expect(text(planKill(project, observed, { services: ['db'], signal: 'SIGHUP' }))).toBe(
      '1 kill-container app-db-1 with SIGHUP because requested by kill',
    );
    expect(() => planKill(project, observed, { services: ['dbb'] })).toThrow('dbb');
  });

  test('kills orphans too when asked for it, unless services are named', () => {
    expect(text(planKill(project, observed, { removeOrphans: true }))).toContain('app-gone-1');
    expect(text(planKill(project, observed, { removeOrphans: true, services: ['db'] }))).toBe(
      '1 kill-container app-db-1 with SIGKILL because requested by kill',
    );
  });
});

describe('planRestart()', () => {
  test('has who asked for it wait for what it depends on, and runs the hooks of what runs', () => {
    const observed = withContainer(up, 'app-web-2', exited);

    expect(planRestart(project, observed).verb).toBe('restart');
    expect(text(planRestart(project, observed, { services: ['db'] }))).toBe(
      lines(
        '1 restart-container app-db-1 because requested by restart',
        '2 exec-hook pre_stop[0] in app-web-1 after 1 because it follows container app-db-1',
        '3 restart-container app-web-1 after 2 because it follows container app-db-1',
        '4 restart-container app-web-2 after 1 because it follows container app-db-1',
      ),
    );
    expect(text(planRestart(project, observed, { services: ['db'], noDeps: true }))).toBe(
      '1 restart-container app-db-1 because requested by restart',
    );
  });

  test('tells the engine of which service it is, and how long to wait only when asked', () => {
    const operation = (timeoutSeconds?: number) =>
      planRestart(project, up, timeoutSeconds === undefined ? {} : { timeoutSeconds }).steps[0]?.operation;

    expect(operation(3)).toMatchObject({ service: 'db', graceSeconds: 3 });
    expect(Object.keys(operation() ?? {})).not.toContain('graceSeconds');
  });

  test('says when there is nothing to restart', () => {
    expect(planRestart(project, anObserved()).warnings).toEqual([
      'nothing to restart: tool, db, web has no container; up creates them',
    ]);
    expect(planRestart(project, anObserved(), { services: ['db'] }).warnings).toEqual([
      'nothing to restart: db has no container; up creates them',
    ]);
    expect(planRestart(aProject(), anObserved()).warnings).toEqual([
      'nothing to restart: app has no container; up creates them',
    ]);
    expect(planRestart(project, up, { services: ['db'] }).warnings).toEqual([]);
    expect(() => planRestart(project, up, { services: ['dbb'] })).toThrow('dbb');
  });
});

describe('planStop()', () => {
  test('stops the services that are named, what depends on another one first', () => {
    expect(planStop(project, up).verb).toBe('stop');
    expect(text(planStop(project, up, { services: ['db', 'web'] }))).toBe(
      lines(
        '1 exec-hook pre_stop[0] in app-web-1 because requested by stop',
        '2 stop-container app-web-1 after 1 unless deaf because requested by stop',
        '3 exec-hook pre_stop[0] in app-web-2 because requested by stop',
        '4 stop-container app-web-2 after 3 unless deaf because requested by stop',
        '5 stop-container app-db-1 after 2,4 unless deaf because requested by stop',
      ),
    );
    expect(text(planStop(project, up, { services: ['db'] }))).toBe(
      '1 stop-container app-db-1 because requested by stop',
    );
  });
});
