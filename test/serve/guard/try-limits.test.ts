import { expect, test } from 'vitest';
import { TryLimits } from '../../../src/serve/guard/try-limits.ts';

function limits() {
  let now = 0;
  const tries = new TryLimits(() => now);
  return {
    begin: (address: string) => tries.begin(address),
    giveBack: (address: string) => tries.giveBack(address),
    wait(ms: number) {
      now += ms;
    },
  };
}

test('one address has five tries, and then one in half a minute', () => {
  const { begin, wait } = limits();
  for (let tried = 0; tried < 5; tried++) expect(begin('a')).toBe(0);
  expect(begin('a')).toBe(30_000);
  wait(29_999);
  expect(begin('a')).toBe(1);
  wait(1);
  expect(begin('a')).toBe(0);
  expect(begin('a')).toBe(30_000);
});

test('all addresses have twenty tries, and then one in five seconds, whoever makes it', () => {
  const { begin, wait } = limits();
  for (let address = 0; address < 20; address++) expect(begin(String(address))).toBe(0);
  expect(begin('another')).toBe(5000);
  wait(5000);
  expect(begin('another')).toBe(0);
  expect(begin('one more')).toBe(5000);
});

test('a try that was refused costs nothing', () => {
  const { begin, wait } = limits();
  for (let tried = 0; tried < 100; tried++) begin('a');
  wait(30_000);
  expect(begin('a')).toBe(0);
});

test('the right password costs nothing, and clears nothing of what was wrong', () => {
  const { begin, giveBack } = limits();
  for (let tried = 0; tried < 4; tried++) begin('a');
  for (let tried = 0; tried < 50; tried++) {
    expect(begin('a')).toBe(0);
    giveBack('a');
  }
  expect(begin('a')).toBe(0);
  expect(begin('a')).toBe(30_000);
});
