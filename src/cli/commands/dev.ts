import { Command } from 'commander';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import type { WatchFlags } from '../dev/watch-flags.ts';
import { defineWatch, planForWatch } from './watch.ts';

export function devCommand(cli: Cli): Command {
  return defineWatch(new Command('dev'))
    .description('Start the services, show what they write, and bring what is saved into their containers')
    .action(async (services: string[], options: WatchFlags) => {
      const planned = await planForWatch(cli, services);
      if (cli.globals.dryRun) {
        const { showRules } = await import('../dev/show-rules.ts');
        const code = await apply(cli, planned);
        cli.stdout.write(showRules(planned.project, services));
        cli.exitWith(code);
        return;
      }
      const { runDev } = await import('../dev/run-dev.ts');
      cli.exitWith((await runDev(cli, planned, services, options)) ?? EXIT.ok);
    });
}
