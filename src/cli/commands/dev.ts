import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { planForWatch } from '../dev/plan-for-watch.ts';
import { defineWatch, type WatchFlags } from '../dev/watch-flags.ts';
import { plannedCommand } from './planned-command.ts';

export const dev = plannedCommand({
  name: 'dev',
  locks: true,
  runsImages: true,
  define: (command) =>
    defineWatch(command)
      .description('Start the services, show what they write, and copy saved files into their containers')
      .option('--raw', 'let a terminal obey all that containers write, not only colours'),
  plan: (cli: Cli, services: readonly string[], _options: WatchFlags) => planForWatch(cli, services),
  async run(cli, planned, services, options) {
    if (cli.globals.dryRun) {
      const { showRules } = await import('../dev/show-rules.ts');
      const code = await apply(cli, planned);
      cli.stdout.write(showRules(planned.project, services));
      return code;
    }
    const { runDev } = await import('../dev/run-dev.ts');
    return (await runDev(cli, planned, services, options)) ?? EXIT.ok;
  },
});
