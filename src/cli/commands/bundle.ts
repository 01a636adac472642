import { Command, Option } from 'commander';
import type { BundleOptions } from '../bundle/make-bundle.ts';
import type { Cli } from '../context/cli.ts';
import { defineLocked, readLocked } from '../flags/locked-option.ts';

export function bundleCommand(cli: Cli): Command {
  const command = new Command('bundle')
    .description('Write the project and its images into one archive, for a machine without a registry')
    .argument('[services...]', 'only these and what they depend on')
    .option('-o, --output <file>', 'into a file, instead of standard output')
    .addOption(
      new Option(
        '--compress <how>',
        'zstd where this gantry has it, else not; .zst and .gz of the file say it too',
      ).choices(['zstd', 'gzip', 'none']),
    );
  command
    .addOption(
      new Option(
        '--since <file>',
        'leave out the layers of an earlier bundle, which the other machine has taken',
      ).conflicts('for'),
    )
    .option('--for <engine>', 'leave out the layers that this engine has: a Docker context, ssh://, tcp://')
    .addOption(
      new Option(
        '--to <address>',
        'send it over ssh and take it in there, without the layers that are there: ssh://user@host/folder',
      ).conflicts(['output', 'since', 'for']),
    )
    .option('-f, --force', 'with --to: replace files there that are others');
  defineLocked(command);
  return command.action(async (services: string[], options: BundleOptions) => {
    readLocked(cli, command);
    const { makeBundle } = await import('../bundle/make-bundle.ts');
    cli.exitWith(await makeBundle(cli, services, options));
  });
}
