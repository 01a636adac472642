import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import type { Planned } from '../context/planned.ts';
import { aborted, onInterrupt } from '../context/signals.ts';
import { planForWatch } from '../dev/plan-for-watch.ts';
import { defineWatch, type WatchFlags } from '../dev/watch-flags.ts';
import { plannedCommand } from './planned-command.ts';

interface WatchOptions extends WatchFlags {
  /** False: `--no-up`. Absent: only the plan was asked for. */
  readonly up?: boolean;
}

export const watch = plannedCommand({
  name: 'watch',
  locks: true,
  runsImages: true,
  define: (command) =>
    defineWatch(command).description(
      'What `watch` does before it watches: start, and build what may be out of date',
    ),
  defineMore: (command) =>
    command
      .description('Start the services, and copy saved files into their containers')
      .option('--no-up', 'start nothing: watch what runs already'),
  async plan(cli: Cli, services: readonly string[], _options: WatchOptions) {
    const { checkWatched } = await import('../dev/check-watched.ts');
    const planned = await planForWatch(cli, services);
    checkWatched(planned.project, services);
    return planned;
  },
  async run(cli, planned, services, options) {
    if (cli.globals.dryRun) {
      const { showRules } = await import('../dev/show-rules.ts');
      const code = await apply(cli, options.up ? planned : nothingOf(planned));
      if (code === EXIT.ok) cli.stdout.write(showRules(planned.project, services));
      return code;
    }

    const { lockWatching, startWatching, watchingAs } = await import('../dev/start-watching.ts');
    const lock = await lockWatching(cli, planned);
    if (options.up) {
      const code = await apply(cli, planned);
      if (code !== EXIT.ok) {
        await lock.release();
        return code;
      }
    }
    const stopping = new AbortController();
    const release = onInterrupt([() => stopping.abort(), () => cli.abandon()]);
    const watching = await startWatching(cli, {
      engine: planned.engine,
      project: planned.project,
      services,
      lock,
      ...watchingAs(options),
    });
    try {
      await aborted(stopping.signal);
      await watching.stop();
      return EXIT.interrupted;
    } finally {
      release();
    }
  },
});

const nothingOf = ({ applied: _, ...planned }: Planned): Planned => ({
  ...planned,
  plan: { ...planned.plan, steps: [], warnings: [] },
});
