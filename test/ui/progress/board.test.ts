import { describe, expect, test } from 'vitest';
import { stepId } from '../../../src/model/ids.ts';
import { isUndo, type Plan } from '../../../src/model/plan.ts';
import { applyToBoard, changedLines, createBoard, linesOf } from '../../../src/ui/progress/board.ts';
import { aPlan, createContainer, startContainer, waitFor } from '../../support/a-plan.ts';
import { planUpdate, updateConfig } from '../../support/an-update.ts';

const plan = aPlan([createContainer('web'), { operation: startContainer('web', 1), after: [1] }]);
const [create, start] = plan.steps;
if (!create || !start) throw new Error('the plan has two steps');
const nothing = { kind: 'nothing' } as const;

describe('applyToBoard()', () => {
  test('leaves the board before the event as it was', () => {
    const before = createBoard(plan);
    const after = applyToBoard(before, { type: 'step-started', step: create }, 100);

    expect(linesOf(before)).toMatchObject([{ status: 'pending', text: '' }]);
    expect(linesOf(after)).toMatchObject([{ status: 'working', text: 'Creating', beganMs: 100 }]);
  });

  test('gives the same board when the step is one of another plan', () => {
    const before = createBoard(plan);
    const other = aPlan([createContainer('web')]).steps[0];

    expect(other && applyToBoard(before, { type: 'step-started', step: other }, 0)).toBe(before);
  });

  test('keeps what went wrong with a resource, whatever its later steps come to', () => {
    const error = new Error('no space left');
    let board = createBoard(plan);
    board = applyToBoard(board, { type: 'step-started', step: create }, 0);
    board = applyToBoard(
      board,
      { type: 'step-ended', step: create, outcome: { status: 'failed', step: create.id, error } },
      50,
    );
    const failed = board;
    board = applyToBoard(board, { type: 'step-started', step: start }, 60);
    board = applyToBoard(
      board,
      { type: 'step-ended', step: start, outcome: { status: 'done', step: start.id, made: nothing } },
      70,
    );

    expect(linesOf(board)).toMatchObject([{ status: 'error', details: 'no space left', endedMs: 70 }]);
    expect(changedLines(failed, board, start)).toEqual([]);
  });
});

test('a wait that Ctrl-C ends cancels nothing of a container that was started', () => {
  const awaited = aPlan([
    createContainer('web'),
    { operation: startContainer('web', 1), after: [1] },
    {
      operation: waitFor('web', 'running_or_healthy', {
        containers: [{ ref: { createdBy: stepId(1) }, name: 'p-web-1' }],
      }),
      after: [2],
    },
  ]);
  const board = awaited.steps.reduce(
    (before, step, index) =>
      applyToBoard(
        applyToBoard(before, { type: 'step-started', step }, index),
        {
          type: 'step-ended',
          step,
          outcome:
            index === 2
              ? { status: 'cancelled', step: step.id }
              : { status: 'done', step: step.id, made: nothing },
        },
        index,
      ),
    createBoard(awaited),
  );
  expect(linesOf(board)).toMatchObject([{ status: 'cancelled', text: 'Not waited for' }]);
});

test('changedLines() gives the lines whose state is another one, and no others', () => {
  const before = createBoard(plan);
  const working = applyToBoard(before, { type: 'step-started', step: create }, 0);

  expect(changedLines(before, working, create).map(({ label }) => label)).toEqual(['Container p-web-1']);
  expect(changedLines(working, working, create)).toEqual([]);
});

/** The words of a container whose steps, but for those that undo, are done in order. */
async function wordsOf(of: Plan): Promise<readonly string[]> {
  let board = createBoard(of);
  const words: string[] = [];
  const note = (): void => {
    const text = linesOf(board).find(({ label }) => label === 'Container app-web-1')?.text ?? '';
    if (text !== words.at(-1)) words.push(text);
  };
  for (const step of of.steps.filter((one) => !isUndo(one))) {
    board = applyToBoard(board, { type: 'step-started', step }, 0);
    note();
    board = applyToBoard(
      board,
      { type: 'step-ended', step, outcome: { status: 'done', step: step.id, made: nothing } },
      0,
    );
    note();
  }
  return words;
}

test('a container that is replaced, the new one first, is recreated once', async () => {
  const words = await wordsOf(await planUpdate(updateConfig('order: start-first')));
  expect(words.filter((text) => text === 'Recreated')).toHaveLength(1);
});

test('a container that only goes when it fails is created', async () => {
  const made = createContainer('web');
  const goes = {
    operation: {
      kind: 'remove-container',
      container: { createdBy: stepId(1) },
      name: 'p-web-1',
      withVolumes: false,
    },
    after: [1],
    guard: { failed: [stepId(1)], did: stepId(1) },
  } as const;
  const both = aPlan([made, goes]);
  const [first] = both.steps;
  const board = createBoard(both);
  const begun = first && applyToBoard(board, { type: 'step-started', step: first }, 0);
  expect(begun && linesOf(begun)).toMatchObject([{ text: 'Creating' }]);
});
