import { expect, test } from 'vitest';
import { abortedExitCode, abortPolicy, aborts } from '../../../src/cli/up/abort-policy.ts';

const flags = { recreate: true, start: true, deps: true, color: true, logPrefix: true };
const none: ReadonlySet<string> = new Set();

test('abortPolicy() takes --exit-code-from as waiting for any end, unless only failures are asked for', () => {
  expect(abortPolicy(flags)).toBeUndefined();
  expect(abortPolicy({ ...flags, abortOnContainerExit: true })).toBe('exit');
  expect(abortPolicy({ ...flags, exitCodeFrom: 'web' })).toBe('exit');
  expect(abortPolicy({ ...flags, exitCodeFrom: 'web', abortOnContainerFailure: true })).toBe('failure');
});

test('aborts() goes by the policy: any end, only a failure, or none', () => {
  const well = { service: 'job', code: 0 };
  const badly = { service: 'job', code: 3 };
  expect([aborts('exit', well, none), aborts('exit', badly, none)]).toEqual([true, true]);
  expect([aborts('failure', well, none), aborts('failure', badly, none)]).toEqual([false, true]);
  expect([aborts(undefined, well, none), aborts(undefined, badly, none)]).toEqual([false, false]);
});

test('aborts() lets a one-shot that others wait for end well, but not badly', () => {
  const oneShots = new Set(['migrate']);
  expect(aborts('exit', { service: 'migrate', code: 0 }, oneShots)).toBe(false);
  expect(aborts('exit', { service: 'migrate', code: 1 }, oneShots)).toBe(true);
});

test('abortedExitCode() is that of the named service, else of the end that decided, else 0', () => {
  const exits = [
    { service: 'job', code: 3 },
    { service: 'web', code: 143 },
  ];
  expect(abortedExitCode(exits, exits[0], undefined)).toBe(3);
  expect(abortedExitCode(exits, exits[0], 'web')).toBe(143);
  expect(abortedExitCode(exits, undefined, undefined)).toBe(0);
  expect(abortedExitCode([], undefined, 'web')).toBe(0);
});
