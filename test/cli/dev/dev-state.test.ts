import { describe, expect, test } from 'vitest';
import { advance, type DevEvent, RUNNING } from '../../../src/cli/dev/dev-state.ts';

function run(...events: readonly DevEvent[]) {
  let state = RUNNING;
  const effects: (readonly string[])[] = [];
  for (const event of events) {
    const [next, its] = advance(state, event);
    state = next;
    effects.push(its);
  }
  return { state, effects };
}

describe('advance() of dev', () => {
  test('stops in order at the first Ctrl-C, kills at the second, and ends at once at each further one', () => {
    expect(run('interrupt', 'interrupt', 'interrupt', 'interrupt').effects).toEqual([
      ['announce-stop', 'end-plan', 'stop'],
      ['kill'],
      ['abandon'],
      ['abandon'],
    ]);
  });

  test('stops at the key q, once, and does not count it as an interrupt', () => {
    const { state, effects } = run('quit', 'quit');
    expect(effects).toEqual([['stop'], []]);
    expect(state).toEqual({ ending: 'stopping', interrupts: 0 });
  });

  test('goes on killing when q comes late', () => {
    const { state, effects } = run('interrupt', 'interrupt', 'quit');
    expect(effects.at(-1)).toEqual([]);
    expect(state.ending).toBe('killing');
  });

  test('announces the stop at a Ctrl-C after q, and kills at the next', () => {
    const { state, effects } = run('quit', 'interrupt', 'interrupt');
    expect(effects.slice(1)).toEqual([['announce-stop', 'end-plan', 'stop'], ['kill']]);
    expect(state).toEqual({ ending: 'killing', interrupts: 2 });
  });
});
