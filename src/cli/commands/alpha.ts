import { Command } from 'commander';
import type { Cli } from '../context/cli.ts';
import { vizCommand } from './viz.ts';

/** Where docker compose keeps what it calls experimental. */
export function alphaCommand(cli: Cli): Command {
  return new Command('alpha')
    .description('What docker compose calls experimental')
    .helpCommand(false)
    .enablePositionalOptions()
    .addCommand(vizCommand(cli));
}
