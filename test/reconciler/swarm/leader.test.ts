import { afterEach, expect, test, vi } from 'vitest';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import { withLeader } from '../../../src/reconciler/swarm/leader.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => {} }));

afterEach(() => {
  vi.restoreAllMocks();
});

/** A manager that takes 20 s each time to say that there is no leader, and says so this often. */
function aSlowManager(times: number) {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  let asked = 0;
  return async (): Promise<string> => {
    if (asked++ === times) return 'here';
    now += 20_000;
    throw new EngineError('swarm-without-leader', 'no leader');
  };
}

test('withLeader() asks for half a minute, whatever the answers take', async () => {
  expect(await withLeader(aSlowManager(2))).toBe('here');
});

test('withLeader() gives up when there is none by then', async () => {
  await expect(withLeader(aSlowManager(3))).rejects.toMatchObject({ code: 'swarm-without-leader' });
});
