import { describe, expect, test } from 'vitest';
import { borrowedName } from '../../../src/model/temporary-name.ts';
import { planRestart } from '../../../src/planner/commands/plan-restart.ts';
import { executePlan } from '../../../src/reconciler/execute/execute-plan.ts';
import { inspectionsOf } from '../../support/apply-plan.ts';
import { loadFiles } from '../../support/load-files.ts';
import { planUp } from '../../support/planning.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';
import { running } from '../../support/running.ts';

interface Fate {
  /** The replicas whose new container ends at once. */
  readonly failing?: readonly number[];
  /** A call that fails, as the engine shows it below. */
  readonly refused?: RegExp;
  /** A call at which Ctrl-C is pressed. */
  readonly interruptedAt?: RegExp;
}

const file = (value: string, config: string, replicas: number) => `services:
  web: {image: app, environment: {A: "${value}"}, deploy: {replicas: ${replicas}, update_config: {${config}}}}
x-gantry: {settle: 10ms}
`;

/** Updates a service of `replicas` containers. @returns what the engine was asked to change: `start old 1`, `stop new 2` … */
async function update(config: string, replicas: number, { failing = [], refused, interruptedAt }: Fate = {}) {
  const { project: before } = await loadFiles(file('1', config, replicas));
  const { project } = await loadFiles(file('2', config, replicas));
  const observed = running(before);
  const plan = planUp(project, observed, {}, inspectionsOf(observed));
  const interrupt = new AbortController();
  /** `new 2` of the container that takes the place of replica 2. */
  const named = (call: string): string =>
    observed.containers.reduce(
      (text, { id, name }) =>
        text
          .replaceAll(`id-${id.slice(0, 12)}_${name}`, `new ${name.slice(-1)}`)
          .replaceAll(`${id.slice(0, 12)}_${name}`, `new ${name.slice(-1)}`)
          .replaceAll(borrowedName(id, name), `former ${name.slice(-1)}`)
          .replaceAll(id, `old ${name.slice(-1)}`)
          .replaceAll(name, name.slice(-1)),
      call,
    );
  const calls: string[] = [];
  const engine = new RecordingEngine({
    inspect: (id) =>
      failing.some((replica) => named(id) === `new ${replica}`) ? { state: 'exited', exitCode: 1 } : {},
    onCall: (call) => {
      const text = named(call);
      calls.push(text);
      if (interruptedAt?.test(text)) interrupt.abort();
      if (refused?.test(text)) throw new Error('refused');
    },
  });
  const outcomes = await executePlan(plan, { engine, emit: () => {}, signal: interrupt.signal });
  const errors = outcomes.flatMap((outcome) => (outcome.status === 'failed' ? [outcome.error.message] : []));
  return { calls, errors };
}

describe('start-first', () => {
  test('stops the old container when the new one is ready', async () => {
    const { calls, errors } = await update('order: start-first', 2);
    expect(errors).toEqual([]);
    expect(calls).toEqual(
      [1, 2].flatMap((n) => [
        `create new ${n}`,
        `start new ${n}`,
        `rename old ${n} to former ${n}`,
        `rename new ${n} to ${n}`,
        `stop old ${n}`,
        `remove old ${n}`,
      ]),
    );
  });

  test('a new container that fails goes, the old one is left alone, and so are the others', async () => {
    const { calls, errors } = await update('order: start-first', 2, { failing: [1] });
    expect(errors).toHaveLength(1);
    expect(calls).toEqual(['create new 1', 'start new 1', 'stop new 1', 'remove new 1']);
  });

  test('a new container that cannot be started goes', async () => {
    const { calls } = await update('order: start-first', 1, { refused: /^start new/ });
    expect(calls).toEqual(['create new 1', 'start new 1', 'stop new 1', 'remove new 1']);
  });

  test('nothing is removed that could not be made', async () => {
    const { calls, errors } = await update('order: start-first', 1, { refused: /^create/ });
    expect(calls).toEqual(['create new 1']);
    expect(errors).toHaveLength(1);
  });

  test('at Ctrl-C a new container that nobody knows to be ready goes', async () => {
    const { calls } = await update('order: start-first', 2, { interruptedAt: /^start new 1/ });
    expect(calls).toEqual(['create new 1', 'start new 1', 'stop new 1', 'remove new 1']);
  });

  test('with failure_action: continue the others are updated', async () => {
    const { calls, errors } = await update('order: start-first, failure_action: continue', 2, {
      failing: [1],
    });
    expect(errors).toHaveLength(1);
    expect(calls).toContain('rename new 2 to 2');
    expect(calls).toContain('remove new 1');
    expect(calls).not.toContain('stop old 1');
  });
});

describe('max_failure_ratio', () => {
  test('puts up with so many failures', async () => {
    const { calls, errors } = await update('max_failure_ratio: 0.34', 3, { failing: [1] });
    expect(errors).toHaveLength(1);
    expect(calls).toContain('start new 3');
  });

  test('and not with more', async () => {
    const { calls, errors } = await update('max_failure_ratio: 0.34', 3, { failing: [1, 2] });
    expect(errors.at(-1)).toBe(
      'the update of service "web" stops: 2 of 3 new containers failed (max_failure_ratio: 0.34); the others stay as they are',
    );
    expect(calls).not.toContain('create new 3');
  });
});

describe('rollback', () => {
  test('start-first, the old one of the only new container has never stopped', async () => {
    const { calls, errors } = await update('order: start-first, failure_action: rollback', 1, {
      failing: [1],
    });
    expect(errors.at(-1)).toBe(
      'the update of service "web" stops: 1 of 1 new containers failed; its old containers run on',
    );
    expect(calls).not.toContain('stop old 1');
  });

  test('start-first, old containers run again before the new ones go', async () => {
    const { calls, errors } = await update('order: start-first, failure_action: rollback', 2, {
      failing: [2],
    });
    expect(errors.at(-1)).toBe(
      'the update of service "web" stops: 1 of 2 new containers failed; its old containers are brought back',
    );
    const way = (n: number) => calls.filter((call) => call.endsWith(` ${n}`) || call.endsWith(`to ${n}`));
    expect(way(1)).toEqual([
      'create new 1',
      'start new 1',
      'rename old 1 to former 1',
      'rename new 1 to 1',
      'stop old 1',
      'start old 1',
      'stop new 1',
      'remove new 1',
      'rename old 1 to 1',
    ]);
    expect(way(2).slice(0, 4)).toEqual(['create new 2', 'start new 2', 'stop new 2', 'remove new 2']);
    expect(way(2)).not.toContain('stop old 2');
  });

  test('stop-first, new containers go before the old ones run again', async () => {
    const { calls } = await update('failure_action: rollback', 2, { failing: [2] });
    expect(calls.filter((call) => call.endsWith(' 1'))).toEqual([
      'create new 1',
      'stop old 1',
      'start new 1',
      'rename old 1 to former 1',
      'rename new 1 to 1',
      'stop new 1',
      'remove new 1',
      'rename old 1 to 1',
      'start old 1',
    ]);
  });

  test.each(['stop-first', 'start-first'])(
    '%s, Ctrl-C brings the old ones back, and touches no other',
    async (order) => {
      const { calls } = await update(`order: ${order}, failure_action: rollback`, 3, {
        interruptedAt: /^start new 2/,
      });
      for (const replica of [1, 2]) expect(calls).toContain(`remove new ${replica}`);
      expect(calls).toContain('start old 1');
      expect(calls).toContain('rename old 1 to 1');
      expect(calls.filter((call) => call.endsWith(' 3'))).toEqual([]);
      expect(calls.filter((call) => call.startsWith('remove old'))).toEqual([]);
    },
  );

  test('an old container that does not start again leaves the new one', async () => {
    const { calls } = await update('order: start-first, failure_action: rollback', 2, {
      failing: [2],
      refused: /^start old 1/,
    });
    expect(calls).not.toContain('remove new 1');
    expect(calls).toContain('remove new 2');
  });

  test('is none when all went well', async () => {
    const { calls, errors } = await update('failure_action: rollback', 2);
    expect(errors).toEqual([]);
    expect(calls.slice(-2).toSorted()).toEqual(['remove old 1', 'remove old 2']);
    expect(calls.filter((call) => call.startsWith('start old'))).toEqual([]);
  });
});

test('restart goes batch by batch, each when the one before is ready', async () => {
  const { project } = await loadFiles(file('1', 'parallelism: 1', 2));
  const observed = running(project);
  const calls: string[] = [];
  const engine = new RecordingEngine({ onCall: (call) => void calls.push(call.split(' ')[0] ?? '') });
  const plan = planRestart(project, observed);
  await executePlan(plan, { engine, emit: () => {}, signal: new AbortController().signal });
  expect(plan.steps.map(({ operation }) => operation.kind)).toEqual([
    'restart-container',
    'wait-for',
    'restart-container',
    'wait-for',
  ]);
  expect(plan.steps[2]?.after).toEqual([2]);
  expect(calls).toEqual(['restart', 'restart']);
});
