import { expect, test } from 'vitest';
import { endOfExec } from '../../../src/engine/streams/exec-end.ts';

const engine = (...answers: readonly { running: boolean; started: boolean; exitCode?: number }[]) => {
  const left = [...answers];
  return {
    inspectExec: async () => {
      const answer = left.length > 1 ? left.shift() : left[0];
      if (!answer) throw new Error('nothing is left to answer');
      return answer;
    },
  };
};

test('endOfExec() asks again while the engine does not know yet', async () => {
  const end = endOfExec(
    engine({ running: true, started: true }, { running: false, started: true, exitCode: 3 }),
    'exec',
  );
  expect(await end).toEqual({ started: true, exitCode: 3 });
});

test('endOfExec() does not take an unknown exit code for a good one', async () => {
  await expect(endOfExec(engine({ running: false, started: true }), 'exec')).rejects.toThrow(
    /does not know how the command ended/,
  );
  await expect(endOfExec(engine({ running: true, started: true }), 'exec')).rejects.toThrow(/still runs/);
});
