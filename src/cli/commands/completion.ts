import { Argument, Command } from 'commander';
import { SCRIPTS } from '../completion/scripts.ts';
import type { Cli } from '../context/cli.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

export function completionCommand(cli: Cli): Command {
  return new Command('completion')
    .description('Print the script that makes a shell complete the commands, flags and names of gantry')
    .addArgument(new Argument('<shell>', 'which one').choices(SHELLS))
    .action((shell: Shell) => cli.stdout.write(SCRIPTS[shell]));
}
