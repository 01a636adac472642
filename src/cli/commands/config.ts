import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { EXIT } from '../exit-codes.ts';

export interface ConfigOptions {
  readonly format: 'yaml' | 'json';
  readonly output?: string;
  readonly quiet?: boolean;
  readonly interpolate: boolean;
  readonly normalize: boolean;
  readonly pathResolution: boolean;
  readonly consistency: boolean;
  readonly envResolution: boolean;
  readonly services?: boolean;
  readonly volumes?: boolean;
  readonly networks?: boolean;
  readonly profiles?: boolean;
  readonly images?: boolean;
  readonly environment?: boolean;
}

export function configCommand(cli: Cli): Command {
  return new Command('config')
    .description('Check the files and print the project they describe')
    .argument('[services...]', 'only these and what they depend on')
    .addOption(new Option('--format <format>', 'how to print it').choices(['yaml', 'json']).default('yaml'))
    .option('-o, --output <file>', 'write to a file')
    .option('-q, --quiet', 'only check')
    .option('--no-interpolate', 'leave variables as they are written')
    .option('--no-normalize', 'leave out what was not written')
    .option('--no-path-resolution', 'leave relative paths as they are')
    .option('--no-consistency', 'do not check references between parts')
    .option('--no-env-resolution', 'do not read the env files of services')
    .option('--services', 'only the names of the services')
    .option('--volumes', 'only the names of the volumes')
    .option('--networks', 'only the names of the networks')
    .option('--profiles', 'only the names of the profiles')
    .option('--images', 'only the images')
    .option('--environment', 'only the variables that the files can use')
    .action(async (services: string[], options: ConfigOptions) => {
      const { showConfig } = await import('../show-config.ts');
      await showConfig(cli, services, options);
      cli.exitWith(EXIT.ok);
    });
}
