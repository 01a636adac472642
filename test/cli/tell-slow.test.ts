import { expect, test } from 'vitest';
import { slowText } from '../../src/cli/tell-slow.ts';

test('slowText() names the calls, for how long they have been waited for, and how long they have', () => {
  const times = { silentMs: 10_000, failsAfterMs: 60_000 };

  expect(slowText({ calls: ['GET /networks'], ...times })).toBe(
    'the engine has not answered for 10 s: GET /networks (it has 60 s)',
  );
  expect(slowText({ calls: ['a', 'b', 'c', 'd'], ...times })).toBe(
    'the engine has not answered for 10 s: a, b and 2 more (it has 60 s)',
  );
  expect(slowText({ calls: ['GET /events'], silentMs: 3333.3, failsAfterMs: undefined })).toBe(
    'the engine has not answered for 3.33 s: GET /events (gantry goes on waiting)',
  );
});
