import { expect, test } from 'vitest';
import { ageInStatus } from '../../src/model/engine-age.ts';
import { humanDuration } from '../../src/util/human-duration.ts';

test.each([
  ['Up Less than a second', 0],
  ['Up 1 second', 1],
  ['Up About a minute (health: starting)', 60],
  ['Up About an hour (healthy)', 3600],
  ['Up 5 hours (Paused)', 5 * 3600],
  ['Exited (137) 3 weeks ago', 3 * 7 * 86_400],
  ['Restarting (1) 12 seconds ago', 12],
  ['Created', undefined],
  ['Dead', undefined],
])('ageInStatus() reads "%s"', (status, seconds) => {
  expect(ageInStatus(status)).toBe(seconds);
});

test('ageInStatus() reads what is written of an age', () => {
  for (const seconds of [0, 1, 59, 60, 3600, 7200, 172_800, 1_209_600, 5_184_000, 63_072_000])
    expect(ageInStatus(`Up ${humanDuration(seconds)}`)).toBeGreaterThan(seconds * 0.9 - 1);
});
