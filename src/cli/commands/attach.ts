import { Command, Option } from 'commander';
import type { Cli } from '../context/cli.ts';
import { containerIndex } from '../flags/option-values.ts';
import type { AttachOptions } from '../session/attach-to.ts';

export function attachCommand(cli: Cli): Command {
  return defineAttach(new Command('attach')).action(async (service: string, options: AttachOptions) => {
    const { attachTo } = await import('../session/attach-to.ts');
    cli.exitWith(await attachTo(cli, service, options));
  });
}

function defineAttach(command: Command): Command {
  return command
    .description('Connect this terminal to what runs in a container, from now on')
    .usage('[options] <service>')
    .argument('<service>')
    .option('--detach-keys <keys>', 'what to type to leave it running')
    .option('--index <n>', 'this replica of the service', containerIndex)
    .option('--no-stdin', 'show what it writes, and type nothing into it')
    .addOption(
      new Option('--sig-proxy', 'pass signals on to it (--sig-proxy=false: do not)').default(true).hideHelp(),
    )
    .addOption(new Option('--no-sig-proxy', 'end at Ctrl-C instead of passing signals on to it'));
}
