import { expect, test } from 'vitest';
import { humanDuration } from '../../src/util/human-duration.ts';

test.each([
  [-3, 'Less than a second'],
  [0.4, 'Less than a second'],
  [1, '1 second'],
  [59, '59 seconds'],
  [60, 'About a minute'],
  [3599, '59 minutes'],
  [3600, 'About an hour'],
  [47 * 3600, '47 hours'],
  [48 * 3600, '2 days'],
  [13 * 86_400, '13 days'],
  [14 * 86_400, '2 weeks'],
  [60 * 86_400, '2 months'],
  [800 * 86_400, '2 years'],
])('humanDuration(%d) is "%s"', (seconds, text) => {
  expect(humanDuration(seconds)).toBe(text);
});

test.each([
  [2 * 3600 - 40, '2 hours'],
  [3599, 'About an hour'],
  [59.7, 'About a minute'],
  [90 * 60, '2 hours'],
  [89 * 60, 'About an hour'],
  [47.8 * 3600, '2 days'],
])('humanDuration(%d) rounded to the nearest is "%s"', (seconds, text) => {
  expect(humanDuration(seconds, Math.round)).toBe(text);
});
