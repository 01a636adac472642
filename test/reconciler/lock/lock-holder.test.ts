import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import {
  describeHolder,
  holderOf,
  lockLabels,
  readHolder,
} from '../../../src/reconciler/lock/lock-holder.ts';
import { lockName } from '../../../src/reconciler/lock/lock-names.ts';
import { isRunning, thisProcess } from '../../../src/reconciler/lock/process-identity.ts';
import { PATIENCE } from '../../support/patience.ts';

test('readHolder() reads what lockLabels() wrote', () => {
  const holder = holderOf('up', '/srv/shop');

  expect(readHolder(lockLabels('shop', holder))).toEqual(holder);
});

test.each([
  ['', 'nothing'],
  ['null', 'null'],
  ['[]', 'a list'],
  [JSON.stringify({ ...holderOf('up', '/'), nonce: '../../x' }), 'a nonce that is none'],
  [JSON.stringify({ ...holderOf('up', '/'), process: { pid: '1', machine: 'm' } }), 'a pid that is a text'],
  [JSON.stringify({ ...holderOf('up', '/'), user: 7 }), 'a user that is a number'],
])('readHolder() does not know a holder of %s: %s', (label) => {
  expect(readHolder({ 'gantry.lock.holder': label })).toBeUndefined();
});

test('describeHolder() shows no control characters, and no text that does not end', () => {
  const holder = {
    ...holderOf('up', '/srv/a\u001b]0;title\u0007\n\u202Eb'),
    user: 'x'.repeat(10_000),
  };

  const text = describeHolder(holder);

  expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(text.length).toBeLessThanOrEqual(400);
});

test('describeHolder() says what, who, where and since when', () => {
  const holder = {
    ...holderOf('scale', '/srv/shop'),
    user: 'alice',
    host: 'dev1',
    since: '2026-01-01T12:03:05.123Z',
    process: { pid: 4711, machine: 'm' },
  };

  expect(describeHolder(holder)).toBe(
    '"scale" of alice on dev1 (process 4711, in /srv/shop, since 2026-01-01 12:03:05 UTC)',
  );
});

test('lockName() is another one for each project, and short enough for a volume', () => {
  const long = ['a', 'b'].map((end) => lockName('p'.repeat(300) + end));

  expect(lockName('shop')).toBe('gantry-lock-shop');
  expect(new Set(long).size).toBe(2);
  expect(Math.max(...long.map((name) => name.length))).toBeLessThan(130);
});

test('isRunning() knows this process, and nothing of another machine', () => {
  expect(isRunning(thisProcess())).toBe(true);
  expect(isRunning({ ...thisProcess(), machine: 'another one' })).toBeUndefined();
});

test('isRunning() takes a process for dead that only its parent still knows', async () => {
  // A shell that starts another process, and becomes one that never asks for it.
  const parent = spawn('sh', ['-c', 'sh -c "exit 0" & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = await once(parent.stdout, 'data');
  const pid = Number(String(line).trim());
  const { machine } = thisProcess();
  const isDead = () => isRunning({ pid, machine }) === false;

  await vi.waitFor(() => expect(isDead()).toBe(true), PATIENCE);
  parent.kill();
});
