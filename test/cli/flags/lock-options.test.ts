import { Command } from 'commander';
import { expect, test } from 'vitest';
import { takeGoFlags } from '../../../src/cli/flags/go-flags.ts';
import { defineLock, lockTimeoutOf } from '../../../src/cli/flags/lock-options.ts';

function read(...words: readonly string[]) {
  const command = takeGoFlags(defineLock(new Command('up').option('--wait', 'until healthy')));
  command.parse(words, { from: 'user' });
  return { wait: command.opts<{ wait?: boolean }>().wait, lockTimeoutMs: lockTimeoutOf(command) };
}

test.each([
  [[], undefined, undefined],
  [['--wait'], true, undefined],
  [['--wait=false'], false, undefined],
  [['--no-wait'], undefined, 0],
  [['--wait', '--no-wait'], true, 0],
  [['--no-wait', '--lock-timeout', '5m'], undefined, 0],
  [['--lock-timeout', '0'], undefined, 0],
  [['--lock-timeout=1m30s'], undefined, 90_000],
  [['--lock-timeout', '250ms'], undefined, 250],
])('the flags %j say how long to wait for a lock, and nothing of --wait', (words, wait, lockTimeoutMs) => {
  expect(read(...words)).toEqual({ wait, lockTimeoutMs });
});

test.each(['', '5 m', '-1', '90'])('--lock-timeout does not take "%s"', (text) => {
  const command = defineLock(new Command('up').exitOverride().configureOutput({ writeErr: () => {} }));

  expect(() => command.parse(['--lock-timeout', text], { from: 'user' })).toThrow('It takes a duration');
});
