import type { Cli } from '../context/cli.ts';
import type { CpOptions } from '../copy/copy.ts';
import { containerIndex } from '../flags/option-values.ts';
import { plannedCommand } from './planned-command.ts';

export const cp = plannedCommand({
  name: 'cp',
  define: (command) =>
    command
      .description('Copy files between a service and this machine: SERVICE:PATH is the side of the service')
      .argument('<source>', 'a path; `-` reads a tar archive from standard input')
      .argument('<target>', 'a path; `-` writes a tar archive to standard output')
      .option('-a, --archive', 'copied files belong to the user of the container')
      .option('-L, --follow-link', 'copy what a link leads to')
      .option(
        '--index <n>',
        'this replica of the service; default: into all of them, out of the first',
        containerIndex,
      )
      .option('--all', 'also the containers of `run`'),
  async plan(cli: Cli, source: string, target: string, options: CpOptions) {
    const { planForCopy } = await import('../copy/copy.ts');
    return planForCopy(cli, source, target, options);
  },
  async run(cli, planned) {
    const { copy } = await import('../copy/copy.ts');
    return copy(cli, planned);
  },
});
