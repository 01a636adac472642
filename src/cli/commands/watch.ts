import { Command } from 'commander';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { appliedBy, type Planned } from '../context/planned.ts';
import { aborted, onInterrupt } from '../context/signals.ts';
import type { WatchFlags } from '../dev/watch-flags.ts';

interface WatchCommandOptions extends WatchFlags {
  /** False: `--no-up`. */
  readonly up: boolean;
}

export function watchCommand(cli: Cli): Command {
  return defineWatch(new Command('watch'))
    .description('Start the services, and bring what is saved into their containers')
    .option('--no-up', 'watch what runs already')
    .action(async (services: string[], options: WatchCommandOptions) => {
      cli.exitWith(await watch(cli, services, options));
    });
}

/** The flags of `watch` and `dev`. */
export function defineWatch(command: Command): Command {
  return command
    .argument('[services...]', 'only these')
    .option('--prune', 'remove the images that rebuilds replace', true)
    .option('--no-prune', 'keep the images that rebuilds replaced')
    .option('--quiet', 'build without showing its output')
    .option('--apply', 'apply changes of the Compose file and of env files as they are saved')
    .option('--poll', 'look for changes again and again, on file systems that do not tell of them')
    .option('--as-host', 'files keep the numbers of their owners on the host');
}

async function watch(cli: Cli, services: readonly string[], options: WatchCommandOptions): Promise<number> {
  const { checkWatched } = await import('../dev/check-watched.ts');
  const planned = await planForWatch(cli, services);
  checkWatched(planned.project, services);
  if (options.up || cli.globals.dryRun) {
    const code = await apply(cli, options.up ? planned : nothingOf(planned));
    if (code !== EXIT.ok) return code;
  }
  if (cli.globals.dryRun) {
    const { showRules } = await import('../dev/show-rules.ts');
    cli.stdout.write(showRules(planned.project, services));
    return EXIT.ok;
  }

  const { startWatching, watchingAs } = await import('../dev/start-watching.ts');
  const stopping = new AbortController();
  const release = onInterrupt([() => stopping.abort(), () => cli.abandon()]);
  const watching = await startWatching(cli, {
    engine: planned.engine,
    project: planned.project,
    services,
    ...watchingAs(options),
  });
  try {
    await aborted(stopping.signal);
    await watching.stop();
    return EXIT.interrupted;
  } finally {
    release();
  }
}

/** `up` for the services and what they depend on, with builds where images may be out of date. */
export async function planForWatch(cli: Cli, services: readonly string[]): Promise<Planned> {
  const { loadProjectFor } = await import('../files/load.ts');
  const { buildWatched, planWatch } = await import('../../planner/commands/plan-watch.ts');
  const { lookForUp } = await import('../find/look-for-up.ts');
  const written = await loadProjectFor(cli, { services });
  const engine = await cli.engine();
  const intent = { services };
  const { project, observed, details } = await lookForUp(cli, engine, buildWatched(written), intent);
  const plan = planWatch(project, written, observed, intent, details);
  return { engine, project, observed, plan, applied: appliedBy(project) };
}

const nothingOf = ({ applied: _, ...planned }: Planned): Planned => ({
  ...planned,
  plan: { ...planned.plan, verb: 'watch --no-up', steps: [], warnings: [] },
});
