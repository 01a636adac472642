import { visible } from '../../util/disarm.ts';
import { show } from '../apply/show.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { forgetInstance } from '../instances/instance-record.ts';
import type { MatrixCopy } from './matrix.ts';
import { planEnvironment } from './start-environment.ts';
import { inInstance } from './test-cli.ts';
import type { TestOptions } from './test-options.ts';

interface Asked {
  readonly tests: readonly string[];
  readonly words: readonly string[];
  readonly options: TestOptions;
  readonly copies: readonly MatrixCopy[];
}

/** `--dry-run`: the plans that lead to the tests, and what follows them. The name of the instance is another one for each run. */
export async function showTestPlan(cli: Cli, { tests, words, options, copies }: Asked): Promise<number> {
  if (tests.length === 0) {
    cli.stdout.write('No tests would run.\n');
    return EXIT.ok;
  }
  let code: number = EXIT.ok;
  const [first] = copies;
  const inside = inInstance(cli, { name: 'test', isKept: false, variables: first?.variables ?? new Map() });
  const plans = await planEnvironment(inside, { tests, build: options.build, pull: options.pull });
  for (const planned of [plans.build, await plans.up?.()])
    if (planned) code = Math.max(code, await show(inside, planned));
  forgetInstance(cli.environment, plans.project.name);
  const command = words.length > 0 ? `: ${words.map(visible).join(' ')}` : '';
  const each = copies.length > 1 ? `, once for each of ${copies.map(({ label }) => label).join('; ')}` : '';
  cli.stdout.write(
    [
      `Then the tests of ${tests.map(visible).join(', ')} run${command}${each},`,
      'their results are kept, and everything is removed.',
      '',
    ].join('\n'),
  );
  return code;
}
