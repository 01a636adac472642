import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EngineError } from '../../src/engine/refusals/engine-error.ts';
import { apply } from '../../src/library/apply.ts';
import type { ApplyEvent } from '../../src/library/apply-events.ts';
import { EngineConnection } from '../../src/library/engine-connection.ts';
import { loadFiles } from '../../src/library/load-files.ts';
import { type ProjectPlan, planDown, planUp } from '../../src/library/plan.ts';
import { holderOf, lockLabels } from '../../src/reconciler/lock/lock-holder.ts';
import { aFolder } from '../support/a-folder.ts';
import { anObservedContainer } from '../support/an-observed-container.ts';
import { RecordingEngine } from '../support/recording-engine.ts';

const COMPOSE = `
name: app
services:
  web: {image: busybox, environment: {DB_PASSWORD: hunter22}}
`;

const LOCK = 'volume gantry-lock-app';

let folder = '';
beforeEach(() => {
  folder = aFolder({ 'compose.yaml': COMPOSE });
});
afterEach(() => rmSync(folder, { recursive: true }));

async function aDownPlan(engine: RecordingEngine): Promise<ProjectPlan> {
  const environment = { XDG_STATE_HOME: join(folder, 'state') };
  return planDown(await loadFiles({ cwd: folder, environment }), new EngineConnection(engine));
}

test.each([
  ['recreate', 'allways', 'leave it out, or write one of changed, always, never'],
  ['build', true, 'leave it out, or write one of missing, always, never'],
  ['pull', 'on-tuesdays', 'leave it out, or write one of always, missing, never, build'],
])('planUp() takes no other word for %s, such as %j', async (option, value, hint) => {
  const project = await loadFiles({ cwd: folder, environment: {} });
  const planning = planUp(project, new EngineConnection(new RecordingEngine()), { [option]: value });

  await expect(planning).rejects.toMatchObject({ code: 'bad-usage', hint });
});

describe('apply()', () => {
  test('runs the plan, and tells of each resource what begins and how it ends', async () => {
    const engine = new RecordingEngine({ containers: [anObservedContainer('web')] });
    const events: ApplyEvent[] = [];
    const result = await apply(await aDownPlan(engine), { onEvent: (event) => events.push(event) });

    expect(result).toEqual({ status: 'done', failures: [] });
    expect(changing(engine)).toHaveLength(2);
    expect(events).toEqual([
      aStep(1, 'stop-container', 'started', 'Stopping'),
      aStep(1, 'stop-container', 'done', 'Stopped'),
      aStep(2, 'remove-container', 'started', 'Removing'),
      aStep(2, 'remove-container', 'done', 'Removed'),
    ]);
  });

  test('keeps the project for itself while the plan runs', async () => {
    const engine = new RecordingEngine({ containers: [anObservedContainer('web')] });
    await apply(await aDownPlan(engine));

    const calls = engine.calls.filter((call) => !call.startsWith('list '));
    expect([calls[0], calls.at(-1)]).toEqual([`create ${LOCK}`, `remove ${LOCK}`]);
  });

  test('refuses a plan that something changed under, and leaves no lock', async () => {
    let containers = [anObservedContainer('web')];
    const engine = new RecordingEngine({
      get containers() {
        return containers;
      },
    });
    const plan = await aDownPlan(engine);
    containers = [...containers, anObservedContainer('new')];

    expect(await apply(plan)).toMatchObject({ status: 'refused', failures: [{ code: 'plan-outdated' }] });
    expect(changing(engine)).toEqual([]);
    expect(engine.calls.at(-1)).toBe(`remove ${LOCK}`);
  });

  test('refuses while another gantry keeps the project for longer than it may', async () => {
    const engine = new RecordingEngine({ containers: [anObservedContainer('web')] });
    const held = lockLabels('app', holderOf('scale', '/srv/shop'));
    engine.createVolume = async () => held;

    const result = await apply(await aDownPlan(engine), { lockTimeoutMs: 0 });

    expect(result).toMatchObject({ status: 'refused', failures: [{ code: 'project-locked' }] });
    expect(changing(engine)).toEqual([]);
  });

  test('refuses a number of calls that would never end', async () => {
    const engine = new RecordingEngine({ containers: [anObservedContainer('web')] });
    const plan = await aDownPlan(engine);

    for (const parallel of [0, -3, Number.NaN, 1.5])
      await expect(apply(plan, { parallel })).rejects.toMatchObject({ code: 'bad-usage' });
    expect(changing(engine)).toEqual([]);
  });

  test('runs the plan to its end before it passes on what a listener threw', async () => {
    const engine = new RecordingEngine({ containers: [anObservedContainer('web')] });
    const onEvent = () => {
      throw new Error('mine');
    };

    await expect(apply(await aDownPlan(engine), { onEvent })).rejects.toThrow('mine');
    expect(changing(engine)).toHaveLength(2);
  });

  test('gives a step that failed as a result, and takes secrets out of what the engine says', async () => {
    const engine = new RecordingEngine({
      containers: [anObservedContainer('web')],
      onCall: (call) => {
        if (call.startsWith('stop')) throw new EngineError('in-use', 'cannot stop: hunter22');
      },
    });
    const events: ApplyEvent[] = [];
    const result = await apply(await aDownPlan(engine), { onEvent: (event) => events.push(event) });

    expect(result).toMatchObject({
      status: 'failed',
      failures: [
        { severity: 'error', code: 'in-use', message: 'cannot stop: ••••••', service: 'web', step: 1 },
      ],
    });
    expect(JSON.stringify(events)).toContain('"state":"failed"');
    expect(JSON.stringify(events)).not.toContain('hunter22');
  });

  test('begins nothing once its signal is aborted', async () => {
    const engine = new RecordingEngine({ containers: [anObservedContainer('web')] });
    const result = await apply(await aDownPlan(engine), { signal: AbortSignal.abort() });

    expect(result).toEqual({ status: 'cancelled', failures: [] });
    expect(changing(engine)).toEqual([]);
  });
});

const changing = ({ calls }: RecordingEngine): readonly string[] =>
  calls.filter((call) => !call.startsWith('list ') && !call.includes(LOCK));

const aStep = (step: number, operation: string, state: string, text: string) => ({
  type: 'step',
  step,
  operation,
  resource: 'Container app-web-1',
  state,
  text,
});
