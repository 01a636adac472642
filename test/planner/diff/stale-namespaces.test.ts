import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { inspectionsOf } from '../../support/apply-plan.ts';
import { lines } from '../../support/lines.ts';
import { inspectionsNeeded, planUp } from '../../support/planning.ts';
import { running, withContainer } from '../../support/running.ts';

const project = aProject({
  services: [
    aService('vpn'),
    aService('app', { networkMode: 'service:vpn' }),
    aService('tool', { pid: 'service:vpn' }),
  ],
});

/** With the inspections that are asked for. */
function plan(started: Readonly<Record<string, string>>, observed = running(project)): string {
  const needs = new Set(inspectionsNeeded(project, observed, {}));
  const details = new Map(
    [...inspectionsOf(observed)].flatMap(([id, inspection]) => {
      if (!needs.has(id)) return [];
      const { container } = inspection;
      const startedAt = started[container.name] ?? container.startedAt;
      return [[id, { ...inspection, container: { ...container, startedAt } }] as const];
    }),
  );
  return formatPlan(planUp(project, observed, {}, details));
}

describe('planUp() of containers that share the namespace of another one', () => {
  test('restarts them where that one was started after them', () => {
    const reason = 'because changed: network_mode the one before app-vpn-1 was started again -> service:vpn';

    expect(plan({ 'app-vpn-1': '2026-01-01T00:00:09Z' })).toBe(
      lines(`1 stop-container app-app-1 ${reason}`, `2 start-container app-app-1 after 1 ${reason}`),
    );
  });

  test('leaves them alone where that one is between two attempts of its restart policy', () => {
    const restarting = withContainer(running(project), 'app-vpn-1', { state: 'restarting' });

    expect(plan({ 'app-vpn-1': '2026-01-01T00:00:09Z' }, restarting)).not.toContain('was started again');
  });

  test('leaves them alone where they were started after it', () => {
    expect(plan({ 'app-app-1': '2026-01-01T00:00:09Z' })).toBe('');
    expect(plan({})).toBe('');
  });
});
