import { expect, test } from 'vitest';
import { didYouMean } from '../../src/util/did-you-mean.ts';

const names = ['image', 'command', 'environment', 'db', 'network_mode', 'networks'];

test.each([
  ['imgae', 'image'],
  ['enviroment', 'environment'],
  ['Command', 'command'],
  ['dbb', 'db'],
  ['network', 'networks'],
])('didYouMean() takes "%s" for "%s"', (typed, meant) => {
  expect(didYouMean(typed, names)).toBe(meant);
});

test.each(['zzz', 'restart', 'x'])('didYouMean() does not guess when nothing is near "%s"', (typed) => {
  expect(didYouMean(typed, names)).toBeUndefined();
});
