import { Command } from 'commander';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { defineTest, type TestOptions } from '../test/test-options.ts';

export function testCommand(cli: Cli): Command {
  const command = defineTest(new Command('test'));
  return command.action(async (names: readonly string[], options: TestOptions) => {
    // The parser takes the `--` out: what stands behind it is the command.
    const at = cli.words.indexOf('--');
    const behind = at < 0 ? 0 : cli.words.length - at - 1;
    const services = names.slice(0, names.length - behind);
    const words = names.slice(names.length - behind);
    const { runTests } = await import('../test/run-tests.ts');
    const { forGithub } = await import('../test/tell-github.ts');
    const github = forGithub(cli);
    const code = await runTests(cli, services, words, options, github);
    cli.exitWith((await github?.tell()) === false ? code || EXIT.failed : code);
  });
}
