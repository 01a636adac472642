import { Command } from 'commander';
import type { Cli } from '../context/cli.ts';
import { collect } from '../context/globals.ts';
import { containerIndex } from '../flags/option-values.ts';
import type { ExecOptions } from '../session/run-exec-command.ts';
import { defineTty } from '../session/tty-options.ts';

export function execCommand(cli: Cli): Command {
  return defineTty(defineExec(new Command('exec'))).action(
    async (service: string, words: string[], options: ExecOptions) => {
      const { runExecCommand } = await import('../session/run-exec-command.ts');
      cli.exitWith(await runExecCommand(cli, service, words, options));
    },
  );
}

function defineExec(command: Command): Command {
  return command
    .description('Run a command in a container that runs')
    .usage('[options] <service> <command> [args...]')
    .argument('<service>')
    .argument('<command...>')
    .passThroughOptions()
    .option('-d, --detach', 'return at once, and leave it running')
    .option('-e, --env <name=value>', 'set a variable for it; repeatable', collect)
    .option('--index <n>', 'in this replica of the service', containerIndex)
    .option('--privileged', 'with all the rights of the host')
    .option('-u, --user <user>', 'as this user')
    .option('-w, --workdir <path>', 'in this folder of the container');
}
