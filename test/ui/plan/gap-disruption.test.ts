import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../src/model/plan.ts';
import type { UpIntent } from '../../../src/planner/snapshot/intent.ts';
import { planToJson } from '../../../src/ui/plan/plan-to-json.ts';
import { showPlan } from '../../../src/ui/plan/show-plan.ts';
import { inspectionsOf } from '../../support/apply-plan.ts';
import { loadFiles } from '../../support/load-files.ts';
import { planUp } from '../../support/planning.ts';
import { running, withContainer } from '../../support/running.ts';

const load = async (value: string, config: string, more: string) =>
  (
    await loadFiles(
      [
        'services:',
        '  web:',
        '    image: app',
        `    environment: {A: "${value}"}`,
        `    deploy: {update_config: {${config}}}`,
        more,
        '  job: {image: job}',
      ].join('\n'),
    )
  ).project;

const PUBLISHED = '    ports: ["8080:80"]';

/** The update of a service that was written as `before` until now, and is `order: start-first` from now on. */
async function planOf(before: string, more: string, intent: UpIntent = {}): Promise<Plan> {
  const started = running(await load('1', before, more));
  const observed =
    more === PUBLISHED && before === 'order: stop-first'
      ? withContainer(started, 'app-web-1', { ports: [{ published: 8080, target: 80, protocol: 'tcp' }] })
      : started;
  return planUp(await load('2', 'order: start-first', more), observed, intent, inspectionsOf(observed));
}

const shown = (plan: Plan) => showPlan(plan, { colour: false });

describe('the disruption of an update that starts first', () => {
  test('is a moment without connections where its containers give their ports to an ingress for the first time', async () => {
    const plan = await planOf('order: stop-first', PUBLISHED);

    expect(shown(plan)).toContain('; a gap, once, ');
    expect(shown(plan)).toContain('\ndisruption: 1 container loses connections for a moment\n');
    expect(shown(plan)).toContain(
      '  ± reconnect container app-web-1: replace, the new one before the old one because 4 settings changed\n',
    );
    expect(planToJson(plan)).toMatchObject({
      disruptions: { reconnect: 1 },
      updates: [{ service: 'web', gap: 'first-switch' }],
    });
  });

  test.each([
    ['where connections wait meanwhile', 'order: stop-first', PUBLISHED, { noGap: true }],
    ['where its ingress is there', 'order: start-first', PUBLISHED, {}],
    ['where nothing is published', 'order: stop-first', '', {}],
  ])('is none %s', async (_where, before, more, intent) => {
    const plan = await planOf(before, more, intent);

    expect(shown(plan)).not.toContain('a gap');
    expect(shown(plan)).toContain('\ndisruption: none\n');
    expect(planToJson(plan)).toMatchObject({ disruptions: {} });
  });
});
