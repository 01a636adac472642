import { Command, Option } from 'commander';
import type { UnbundleOptions } from '../bundle/unbundle.ts';
import type { Cli } from '../context/cli.ts';

export function unbundleCommand(cli: Cli): Command {
  return new Command('unbundle')
    .description('Check a bundle, load the images that the engine lacks, and write the files of its project')
    .argument(
      '[file]',
      'the bundle, or a folder that has it in pieces; without it, or with `-`, it comes from standard input',
    )
    .option('--into <folder>', 'where the files go; default: a folder with the name of the project')
    .option('-f, --force', 'replace files that are others')
    .option('--digest <digest>', 'refuse any bundle but the one with this digest, which `bundle` told')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action(async (file: string | undefined, options: UnbundleOptions) => {
      const { unbundle } = await import('../bundle/unbundle.ts');
      cli.exitWith(await unbundle(cli, file, options));
    });
}
