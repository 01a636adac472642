import { Command } from 'commander';
import type { Cli } from '../context/cli.ts';

export function schemaCommand(cli: Cli): Command {
  return new Command('schema')
    .description('Print the JSON schema of the file format, with a description of every attribute')
    .action(async () => {
      const { schemaText } = await import('../../spec/generated/schema-text.js');
      cli.stdout.write(`${JSON.stringify(JSON.parse(schemaText), null, 2)}\n`);
    });
}
