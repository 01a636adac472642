import { describe, expect, test } from 'vitest';
import {
  type AttachedEvent,
  type AttachedRules,
  advance,
  type ContainerExit,
  endsWithPlan,
  exitCodeOf,
  NOTHING_STARTED,
} from '../../../src/cli/up/attached-state.ts';
import { containerId } from '../../../src/model/ids.ts';
import type { Operation } from '../../../src/model/operation.ts';
import { aPlan, createContainer, startContainer, stopContainer } from '../../support/a-plan.ts';

const goesOn: AttachedRules = {
  policy: undefined,
  oneShots: new Set(),
  attached: new Set(['web', 'job']),
  goesBack: false,
};
const wholly: AttachedRules = { ...goesOn, goesBack: true };
const aborting: AttachedRules = { ...goesOn, policy: 'exit' };

const interrupt: AttachedEvent = { type: 'interrupt' };
const planDone: AttachedEvent = { type: 'plan-done' };
const detach: AttachedEvent = { type: 'detach' };
const begin = (operation: Operation): AttachedEvent => ({ type: 'step-started', step: stepOf(operation) });
const started = begin(startContainer('web'));

function stepOf(operation: Operation) {
  const [step] = aPlan([operation]).steps;
  if (!step) throw new Error('the plan has a step');
  return step;
}

function exit(service: string, code: number, more: Partial<ContainerExit> = {}): AttachedEvent {
  const id = containerId(service);
  return { type: 'exit', exit: { id, label: `${service}-1`, service, code, restarts: false, ...more } };
}

/** What the events come to, and what each makes happen. */
function run(rules: AttachedRules, ...events: readonly AttachedEvent[]) {
  let state = NOTHING_STARTED;
  const effects: string[][] = [];
  for (const event of events) {
    const [next, its] = advance(state, event, rules);
    state = next;
    effects.push(its.map((effect) => (effect.kind === 'notice' ? effect.message : effect.kind)));
  }
  return { state, effects, last: effects.at(-1) };
}

describe('advance() of attached up', () => {
  test('ends the plan at a Ctrl-C before anything has started, has nothing to stop, and ends with the plan', () => {
    const { state, last } = run(goesOn, begin(createContainer('web')), interrupt);
    expect(last).toEqual(['Finishing running steps … (Ctrl-C again ends at once)', 'end-plan', 'stop']);
    expect(endsWithPlan(state, 130, goesOn)).toBe(true);
    expect(run(goesOn, interrupt, interrupt).last).toEqual(['abandon']);
  });

  test('stops in order at a Ctrl-C after a start, kills at the second, and ends at once at the third', () => {
    const { state, effects } = run(goesOn, started, interrupt, interrupt, interrupt, interrupt);
    expect(effects.slice(1)).toEqual([
      ['Stopping in order … (Ctrl-C again kills)', 'end-plan', 'stop'],
      ['kill'],
      ['abandon'],
      ['abandon'],
    ]);
    expect(endsWithPlan(state, 130, goesOn)).toBe(false);
    expect(exitCodeOf(state, undefined)).toBe(130);
  });

  test('has something to stop after a start, whatever the plan does next', () => {
    const { last } = run(goesOn, started, begin(createContainer('job')), interrupt);
    expect(last).toContain('Stopping in order … (Ctrl-C again kills)');
  });

  test('has something to stop when the plan is done, also where it started nothing', () => {
    const { state, last } = run(goesOn, planDone, interrupt);
    expect(last).toContain('Stopping in order … (Ctrl-C again kills)');
    expect(state.ending).toBe('stopping');
  });

  test('ends with a plan that failed, whatever runs', () => {
    expect(endsWithPlan(run(goesOn, started).state, 1, goesOn)).toBe(true);
    expect(endsWithPlan(run(goesOn, started).state, 0, goesOn)).toBe(false);
  });

  test('stops the rest at the first exit that a flag waits for, and says so once', () => {
    const { state, effects } = run(aborting, planDone, exit('job', 3), exit('web', 143));
    expect(effects.slice(1)).toEqual([
      ['show-exit', 'Aborting: job-1 has ended, and the rest stops with it', 'stop'],
      ['show-exit'],
    ]);
    expect(exitCodeOf(state, undefined)).toBe(3);
    expect(exitCodeOf(state, 'web')).toBe(143);
  });

  test('lets the plan end when a container exits while it runs, and stops the rest then', () => {
    const { state, effects } = run(aborting, started, exit('job', 0), planDone);
    expect(effects.flat()).not.toContain('end-plan');
    expect(state.ending).toBe('stopping');
  });

  test('ends with 130 when Ctrl-C comes after an exit that stops the rest, and kills only at the second', () => {
    const { state, effects } = run(aborting, planDone, exit('job', 3), interrupt, interrupt);
    expect(effects[2]).toContain('end-plan');
    expect(effects[3]).toEqual(['kill']);
    expect(exitCodeOf(state, undefined)).toBe(130);
  });

  test('goes on killing when containers exit meanwhile', () => {
    const { state, last } = run(aborting, started, interrupt, interrupt, exit('web', 137));
    expect(last).toEqual(['show-exit']);
    expect(state.ending).toBe('killing');
  });

  test('shows the end of a run that is followed by another, and counts it as no exit', () => {
    const { state, last } = run(aborting, planDone, exit('web', 1, { restarts: true }));
    expect(last).toEqual(['show-exit']);
    expect(state).toMatchObject({ ending: 'none', exits: [] });
  });

  test('takes the end of a container that the plan stops for no exit, and the next one for an exit again', () => {
    const stop = stopContainer('web');
    const ended = exit('web', 143, { id: containerId('web') });
    const { effects, state } = run(aborting, begin(stop), ended, ended);
    expect(effects[1]).toEqual([]);
    expect(effects[2]).toContain('show-exit');
    expect(state.exits).toHaveLength(1);
  });

  test('expects the exit of a container that it started, where its output is shown', () => {
    const ended = (service: string): AttachedEvent => {
      const step = stepOf(startContainer(service));
      const made = { kind: 'container', id: containerId(service) } as const;
      return { type: 'step-ended', step, outcome: { status: 'done', step: step.id, made } };
    };
    expect(run(goesOn, ended('web')).last).toEqual(['expect-exit']);
    expect(run(goesOn, ended('silent')).last).toEqual([]);
  });

  test('leaves the containers alone when the user detaches, and ends with 0', () => {
    const { state, last } = run(goesOn, planDone, detach);
    expect(last).toEqual(['detach']);
    expect(exitCodeOf(state, undefined)).toBe(0);
    expect(run(goesOn, planDone, detach, detach).last).toEqual([]);
  });

  test('stops all the same when Ctrl-C, or a decisive exit, comes before it has left', () => {
    expect(run(goesOn, planDone, detach, interrupt).state.ending).toBe('stopping');
    expect(run(aborting, planDone, detach, exit('job', 3)).state.ending).toBe('stopping');
  });

  test('does not detach once it stops', () => {
    const { state, last } = run(goesOn, planDone, interrupt, detach);
    expect(last).toEqual([]);
    expect(state.ending).toBe('stopping');
  });

  test('of what is all or nothing, goes back at a Ctrl-C, stays at the second, and ends at once at the third', () => {
    const { state, effects } = run(wholly, started, interrupt, interrupt, interrupt);
    expect(effects.slice(1)).toEqual([
      ['Finishing running steps, then going back … (Ctrl-C again leaves it as it is)', 'end-plan'],
      ['Finishing running steps … (Ctrl-C again ends at once)', 'stay'],
      ['abandon'],
    ]);
    expect(endsWithPlan(state, 130, wholly)).toBe(true);
  });

  test('of what is all or nothing, stops in order at a Ctrl-C once all of it is there', () => {
    const { state, last } = run(wholly, started, planDone, interrupt);
    expect(last).toEqual(['Stopping in order … (Ctrl-C again kills)', 'end-plan', 'stop']);
    expect(exitCodeOf(state, undefined)).toBe(130);
  });
});
