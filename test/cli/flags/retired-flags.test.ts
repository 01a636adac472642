import { Command } from 'commander';
import { expect, test } from 'vitest';
import { retired, retiredFlagsOf } from '../../../src/cli/flags/retired-flags.ts';

test('retiredFlagsOf() tells the flags that were given and do nothing', () => {
  const given = (...words: readonly string[]) => {
    const command = new Command('pull').option('-q, --quiet').action(() => {});
    for (const flag of ['-a, --all', '--parallel', '--no-parallel', '--no-rm'])
      command.addOption(retired(flag));
    return retiredFlagsOf(command.parse(words, { from: 'user' }));
  };

  expect(given()).toEqual([]);
  expect(given('-q')).toEqual([]);
  expect(given('-qa', '--no-parallel', '--no-rm')).toEqual(['--all', '--no-parallel', '--no-rm']);
  expect(given('--parallel')).toEqual(['--parallel']);
});
