import { Command, Option } from 'commander';
import type { ConfigOptions } from '../config/config-options.ts';
import type { Cli } from '../context/cli.ts';

export function configCommand(cli: Cli): Command {
  return new Command('config')
    .description('Check the files and print the project they describe')
    .argument('[services...]', 'only these and what they depend on; `*` and `?` stand for letters')
    .addOption(new Option('--format <format>', 'how to print it (default: yaml)').choices(['yaml', 'json']))
    .option('-o, --output <file>', 'write to a file')
    .option('-q, --quiet', 'print nothing, only check')
    .option('--no-interpolate', 'leave variables as they are written')
    .option('--no-normalize', 'leave out what the files do not say: defaults, and the default network')
    .option('--no-path-resolution', 'leave relative paths as they are')
    .option('--no-consistency', 'do not check references between parts')
    .option('--no-env-resolution', 'do not read the env files of services')
    .option('--all-resources', 'also what no service uses')
    .option('--resolve-image-digests', 'name every image by its content, as the registry has it')
    .option(
      '--lock-image-digests',
      'print an override file that has nothing but the images, named by their content',
    )
    .option('--services', 'only the names of the services')
    .option('--volumes', 'only the names of the volumes')
    .option('--networks', 'only the names of the networks')
    .option('--models', 'only the names of the models')
    .option('--profiles', 'only the names of the profiles')
    .option('--images', 'only the names of the images')
    .option('--hash <services>', 'the hash by which docker compose knows each of these services; `*` for all')
    .option('--variables', 'the variables in the files, with their defaults')
    .option('--environment', 'only the variables that the files can use')
    .option('--provenance', 'show where each value comes from; secrets are hidden')
    .option('--mask', 'hide passwords and other secrets')
    .option('--reveal', 'show secrets in messages and with --provenance')
    .action(async (services: string[], options: ConfigOptions) => {
      if (options.reveal) cli.globals.reveal = true;
      const { showConfig } = await import('../config/show-config.ts');
      cli.exitWith(await showConfig(cli, services, options));
    });
}
