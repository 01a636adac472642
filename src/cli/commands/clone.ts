import { Command } from 'commander';
import type { Cli } from '../context/cli.ts';
import type { CloneOptions } from '../data/run-clone.ts';
import { defineLock, lockTimeoutOf } from '../flags/lock-options.ts';

export function cloneCommand(cli: Cli): Command {
  const command = new Command('clone')
    .description('Make a volume with the content of another one, and compare the checksums of both')
    .argument(
      '<source>',
      'a volume of the project, by key or name; of another project or instance: PROJECT/VOLUME',
    )
    .argument('<target>', 'the new volume: a key of the files that has none yet, or a name')
    .option('--stop-source', 'stop who writes into the source, and start it afterwards');
  defineLock(command);
  return command.action(async (source: string, target: string, options: CloneOptions) => {
    const lockTimeoutMs = lockTimeoutOf(command);
    if (lockTimeoutMs !== undefined) cli.globals.lockTimeoutMs = lockTimeoutMs;
    const { runClone } = await import('../data/run-clone.ts');
    cli.exitWith(await runClone(cli, source, target, options));
  });
}
