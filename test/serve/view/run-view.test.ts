import { describe, expect, test } from 'vitest';
import type { Event } from '../../../src/model/event.ts';
import { runWords } from '../../../src/model/page-words.ts';
import { advanceRun, newRun } from '../../../src/serve/view/run-view.ts';
import { aPlan, createContainer } from '../../support/a-plan.ts';

const plan = aPlan([createContainer('db'), { operation: createContainer('web'), after: [1] }]);
const [db, web] = plan.steps;
if (!db || !web) throw new Error('the plan has two steps');

/** The run after these events, of which each comes a second after the one before. */
const runAfter = (...events: readonly Event[]) =>
  events.reduce((run, event, index) => advanceRun(run, event, (index + 1) * 1000), newRun('1', 0));

const started: Event = { type: 'plan-started', plan };

describe('a run on the page', () => {
  test('has all steps of its plan from the start, which wait', () => {
    const { steps } = runAfter(started);

    expect(Object.values(steps)).toMatchObject([
      { id: 1, service: 'db', status: 'waiting', after: [] },
      { id: 2, service: 'web', status: 'waiting', after: [1] },
    ]);
  });

  test('says when each step began and ended, and how', () => {
    const { steps } = runAfter(
      started,
      { type: 'step-started', step: db },
      { type: 'step-ended', step: db, outcome: { status: 'done', step: db.id, made: { kind: 'nothing' } } },
      { type: 'step-started', step: web },
    );

    expect(steps[1]).toMatchObject({ status: 'done', startedMs: 2000, endedMs: 3000 });
    expect(steps[2]).toMatchObject({ status: 'running', startedMs: 4000 });
    expect(steps[2]).not.toHaveProperty('endedMs');
  });

  test('that goes back has the steps of that behind its own, with numbers of their own', () => {
    const back = aPlan([createContainer('db')]);
    const [again] = back.steps;
    if (!again) throw new Error('the plan has a step');
    const run = runAfter(
      started,
      { type: 'step-started', step: db },
      {
        type: 'plan-started',
        plan: aPlan([createContainer('db'), { operation: createContainer('web'), after: [1] }]),
      },
      { type: 'step-started', step: again },
    );

    expect(run.returnsFrom).toBe(3);
    expect(run.steps).toMatchObject({
      1: { status: 'running', startedMs: 2000 },
      2: { status: 'waiting', after: [1] },
      3: { id: 3, status: 'running', startedMs: 4000, after: [] },
      4: { id: 4, status: 'waiting', after: [3] },
    });
    expect(runWords(run)).toBe('Going back: 0 of 2 steps');
  });

  test('keeps what was told, the last of it', () => {
    const notes = Array.from({ length: 300 }, (_, index): Event => ({ type: 'notice', message: `${index}` }));
    const run = runAfter(started, ...notes);

    expect(run.notes.length).toBe(200);
    expect(run.notes.at(-1)).toBe('299');
  });
});
