import { describe, expect, test } from 'vitest';
import { stepId } from '../../../src/model/ids.ts';
import { planUpdate, stepsOf, updateConfig } from '../../support/an-update.ts';
import { withContainer } from '../../support/running.ts';

const START_FIRST = updateConfig('order: start-first');

test('a container that does not run is replaced as ever, and the new one is waited for', async () => {
  const plan = await planUpdate(START_FIRST, {
    meanwhile: (observed) => withContainer(observed, 'app-web-1', { state: 'exited', exitCode: 1 }),
  });
  expect(stepsOf(plan)).toEqual([
    '1 create-container web/1 as OLD_app-web-1 inheriting',
    '2 remove-container app-web-1 after 1',
    '3 rename-container made by 1 to app-web-1 after 2',
    '4 start-container made by 1 after 3',
    '5 wait-for web running_or_healthy for 0s after 4',
  ]);
});

test('one that does not run is not started again on the way back', async () => {
  const plan = await planUpdate(updateConfig('failure_action: rollback', 2), {
    meanwhile: (observed) => withContainer(observed, 'app-web-1', { state: 'exited', exitCode: 1 }),
  });
  const starts = plan.steps.filter(
    ({ operation, guard }) => operation.kind === 'start-container' && guard && 'failed' in guard,
  );
  expect(starts.map(({ operation }) => 'name' in operation && operation.name)).toEqual(['app-web-2']);
});

describe('a container that is as the file wants it, but not ready', () => {
  /** What an update left that stopped at its first container: that one is new, and has ended or is sick. */
  const leftBy = async (change: Parameters<typeof withContainer>[2]) =>
    planUpdate(updateConfig('parallelism: 1', 2), {
      meanwhile: (observed) => withContainer(observed, 'app-web-1', change),
      unchanged: ['app-web-1'],
    });

  test('is started and waited for before anybody else is touched', async () => {
    const plan = await leftBy({ state: 'exited', exitCode: 3 });
    expect(stepsOf(plan).slice(0, 3)).toEqual([
      '1 start-container app-web-1',
      '2 wait-for web running_or_healthy for 0s after 1',
      '3 create-container web/2 as OLD_app-web-2 inheriting after 2',
    ]);
  });

  test.each(['unhealthy', 'starting'] as const)('is waited for where it is %s', async (health) => {
    const plan = await leftBy({ health });
    expect(stepsOf(plan).slice(0, 2)).toEqual([
      '1 wait-for web running_or_healthy for 0s',
      '2 create-container web/2 as OLD_app-web-2 inheriting after 1',
    ]);
  });

  test('and one that is ready is not', async () => {
    const plan = await leftBy({});
    expect(stepsOf(plan)[0]).toBe('1 create-container web/2 as OLD_app-web-2 inheriting');
  });
});

test('create replaces without a word about updates, and starts nothing', async () => {
  const plan = await planUpdate(START_FIRST, { noStart: true });
  expect(plan.updates).toBeUndefined();
  expect(plan.steps.map(({ operation }) => operation.kind)).toEqual([
    'create-container',
    'stop-container',
    'remove-container',
    'rename-container',
  ]);
});

test('what is not updated has no update in the plan', async () => {
  const plan = await planUpdate('', { others: `  other:\n    image: other\n${START_FIRST}` });
  expect(plan.updates).toBeUndefined();
});

test('a service that needs it starts when the new one is ready', async () => {
  const others = '  job: {image: job, environment: {B: "1"}, depends_on: [web]}\n';
  const plan = await planUpdate(START_FIRST, { others, othersAfter: others.replace('"1"', '"2"') });
  const steps = stepsOf(plan);
  const wait = steps.findIndex((step) => step.includes('wait-for web')) + 1;
  const start = plan.steps.find(
    ({ operation }) => operation.kind === 'start-container' && operation.service === 'job',
  );
  const stop = plan.steps.find(
    ({ operation }) => operation.kind === 'stop-container' && operation.name === 'app-job-1',
  );
  expect(stop?.after).toContain(wait);
  expect(start).toBeDefined();
});

test('pre_start does not run again beside the old container', async () => {
  const plan = await planUpdate(`${START_FIRST}    pre_start: [{command: [migrate]}]\n`);
  expect(plan.steps.map(({ operation }) => operation.kind)).not.toContain('run-hook');
});

test('the times of the command count: for the stop of a new container that failed, and for the wait', async () => {
  const plan = await planUpdate(START_FIRST, {
    timeoutSeconds: 3,
    wait: true,
    waitTimeoutMs: 9000,
    settleMs: 50,
  });
  expect(plan.steps.map(({ operation }) => operation)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'stop-container', container: { createdBy: 1 }, graceSeconds: 3 }),
      expect.objectContaining({
        kind: 'wait-for',
        timeoutMs: 9000,
        settleMs: 50,
        update: { monitorMs: 0, instead: 'old' },
      }),
    ]),
  );
});

describe('the way back', () => {
  const back = async (order: string, backOrder: string) => {
    const rollback = `, rollback_config: {order: ${backOrder}, parallelism: 1}`;
    const plan = await planUpdate(updateConfig(`order: ${order}, failure_action: rollback`, 2, rollback));
    const lastJudge =
      plan.steps.findLast(({ operation }) => operation.kind === 'judge-update')?.id ?? stepId(0);
    return plan.steps
      .filter(({ guard }) => guard && 'failed' in guard && guard.failed.includes(lastJudge))
      .map(({ operation }) => operation.kind);
  };
  const startsFirst = [
    'start-container',
    'wait-for',
    'stop-container',
    'remove-container',
    'rename-container',
  ];
  const stopsFirst = [
    'stop-container',
    'remove-container',
    'rename-container',
    'start-container',
    'wait-for',
  ];

  test.each([
    ['start-first', 'start-first', startsFirst],
    ['start-first', 'stop-first', stopsFirst],
    // What could not run twice on the way there cannot on the way back.
    ['stop-first', 'start-first', stopsFirst],
    ['stop-first', 'stop-first', stopsFirst],
  ])('of an update that is %s, where rollback_config is %s', async (order, backOrder, kinds) => {
    expect(await back(order, backOrder)).toEqual([...kinds, ...kinds]);
  });
});

test('a warning says what is stopped first although the file says start-first', async () => {
  const { warnings, updates } = await planUpdate(
    `${START_FIRST}    network_mode: host\n    volumes: ["./data:/data"]\n`,
  );
  expect(warnings).toContain(
    'service web is updated stop-first although the file says start-first: with network_mode: host both would use the same ports',
  );
  expect(updates).toMatchObject([{ sharedVolumes: [] }]);
});
