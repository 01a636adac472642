import { describe, expect, test } from 'vitest';
import { advance, needsRestoring } from '../../../src/ui/progress/advance-tty.ts';
import { BARE, type TtyEvent, type TtyState } from '../../../src/ui/progress/tty-state.ts';
import { palette } from '../../../src/ui/text/colours.ts';
import { aPlan, createContainer } from '../../support/a-plan.ts';

const plan = aPlan([createContainer('web')]);
const [create] = plan.steps;
if (!create) throw new Error('the plan has a step');
const started: TtyEvent = { type: 'plan-started', plan };
const begun: TtyEvent = { type: 'step-started', step: create };
const done: TtyEvent = {
  type: 'step-ended',
  step: create,
  outcome: { status: 'done', step: create.id, made: { kind: 'nothing' } },
};
const footer = (line: string | undefined): TtyEvent => ({ type: 'footer', line });

const HIDE = '\x1b[?25l';
const SHOW = '\x1b[?25h';

/** The state after these events, and what each made of the terminal. */
function run(...events: readonly TtyEvent[]) {
  return from(BARE, 60, ...events);
}

function from(start: TtyState, columns: number, ...events: readonly TtyEvent[]) {
  let state = start;
  const effects: string[][] = [];
  for (const event of events) {
    const view = { nowMs: 0, columns, rows: 24, paint: palette(false) };
    const [next, its] = advance(state, event, view);
    state = next;
    effects.push(its.map((effect) => (effect.kind === 'write' ? effect.text : effect.kind)));
  }
  return { state, effects, last: effects.at(-1) ?? [] };
}

describe('advance() of the terminal renderer', () => {
  test('writes lines of others at once while nothing is drawn, and else at the next redraw', () => {
    expect(run({ type: 'lines-held' }).last).toEqual(['write-held']);

    const { effects } = run(started, { type: 'lines-held' }, { type: 'lines-held' }, { type: 'redraw' });
    expect(effects.slice(1, 3)).toEqual([['ask-redraw'], []]);
    expect(effects[3]).toEqual([
      expect.stringContaining('\x1b[2A'),
      'write-held',
      expect.stringContaining('[+] up'),
    ]);
  });

  test('asks for one redraw, however much happens before it', () => {
    expect(run(started, begun, begun, done).effects.slice(1)).toEqual([['ask-redraw'], [], []]);
  });

  test('asks for another redraw only while something is under way', () => {
    expect(run(started, begun, { type: 'redraw' }).last).toContain('ask-redraw');
    expect(run(started, begun, done, { type: 'redraw' }).last).not.toContain('ask-redraw');
  });

  test('does not draw when a redraw comes that was cancelled', () => {
    expect(run(started, begun, { type: 'closed' }).last[0]).toBe('cancel-redraw');
    expect(run(started, begun, { type: 'closed' }, { type: 'redraw' }).last).toEqual([]);
  });

  test('draws nothing of a step after its plan has ended', () => {
    expect(run(started, begun, { type: 'plan-ended', plan }, done).last).toEqual([]);
    expect(run(begun).last).toEqual([]);
  });

  test('draws nothing when it is closed again, or before anything began', () => {
    expect(run(started, { type: 'closed' }, { type: 'closed' }).last).toEqual([]);
    expect(run({ type: 'closed' }).last).toEqual([]);
  });

  test('goes on with its frame when another plan ends', () => {
    const { state, last } = run(started, { type: 'plan-ended', plan: aPlan([createContainer('db')]) });
    expect(last).toEqual([]);
    expect(state.board).toBeDefined();
  });

  test('hides the cursor once, and shows it when the plan has ended', () => {
    const { effects } = run(started, begun, { type: 'redraw' }, { type: 'plan-ended', plan });
    expect(effects[0]?.[0]).toContain(HIDE);
    expect(effects[2]?.[0]).not.toContain(HIDE);
    expect(effects[3]?.at(-1)).toBe(SHOW);
  });

  test('draws the footer again below the frame that it leaves on the terminal', () => {
    const { state, last } = run(footer('d detach'), started, { type: 'closed' });
    expect(last.slice(0, 2)).toEqual([expect.not.stringContaining('d detach'), SHOW]);
    expect(last[2]).toContain('d detach');
    expect(state.drawn).toEqual(['d detach']);
  });

  test('draws over all rows of a frame that has wrapped since, when the terminal became narrower before the end', () => {
    const { state } = run(started, begun, { type: 'redraw' });
    const [header = '', row = ''] = state.drawn;
    const height = Math.ceil(header.length / 10) + Math.ceil(row.length / 10);

    expect(from(state, 10, { type: 'closed' }).last[1]).toContain(`\x1b[${height}A`);
  });

  test.each([
    ['a footer below a frame', [footer('keys'), started]],
    ['a footer that was drawn after the frame', [started, footer('keys')]],
    ['a frame alone', [started]],
    ['a footer alone', [footer('keys')]],
  ])('leaves a cursor and no footer when the program ends with %s', (_, events) => {
    const before = run(...events).state;
    const { state, last } = from(before, 60, { type: 'exit' });
    expect(needsRestoring(before)).toBe(true);
    expect(needsRestoring(state)).toBe(false);
    expect(state.drawn).not.toContain('keys');
    expect(last.at(-1)).toEqual(before.cursorHidden ? SHOW : expect.not.stringContaining('keys'));
  });

  test('writes the lines that it holds when the program ends', () => {
    const { state } = run(started, { type: 'lines-held' });
    expect(from(state, 60, { type: 'exit' }).last).toContain('write-held');
    expect(from(state, 60, { type: 'exit' }, { type: 'exit' }).last).toEqual([]);
  });
});

test('advance() of the terminal renderer leaves no line about what is blocked: its report names it', () => {
  const both = aPlan([createContainer('db'), { operation: createContainer('web'), after: [1] }]);
  const [db, web] = both.steps;
  if (!db || !web) throw new Error('the plan has two steps');
  const failed = { status: 'failed', step: db.id, error: new Error('no') } as const;
  const { last } = run(
    { type: 'plan-started', plan: both },
    { type: 'step-started', step: db },
    { type: 'step-ended', step: db, outcome: failed },
    { type: 'step-ended', step: web, outcome: { status: 'blocked', step: web.id, by: db.id } },
    { type: 'plan-ended', plan: both },
  );
  expect(last.join('')).toContain('p-db-1');
  expect(last.join('')).not.toContain('p-web-1');
});
