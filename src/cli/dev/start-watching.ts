import type { Engine } from '../../engine/port/engine.ts';
import type { Project } from '../../model/project.ts';
import { disarmColoured } from '../../util/disarm.ts';
import { PacedWriter } from '../../util/paced-writer.ts';
import type { WatchReporter } from '../../watch/loop/report.ts';
import type { WatchLock } from '../../watch/watch-lock.ts';
import type { ProjectWatcher } from '../../watch/watch-project.ts';
import type { Cli } from '../context/cli.ts';
import type { WatchTeller } from './tell-watch.ts';
import type { WatchFlags } from './watch-flags.ts';
import type { WatchRecord } from './watch-record.ts';

export interface WatchingOptions {
  readonly engine: Engine;
  readonly project: Project;
  /** Only these and nothing else; empty: every service with `develop.watch`. */
  readonly services: readonly string[];
  readonly apply?: boolean;
  readonly quietBuild?: boolean;
  /** Remove what a rebuild replaced. Default: false, as `up --watch` does. */
  readonly prune?: boolean;
  readonly poll?: boolean;
  readonly asHost?: boolean;
  /** What the user does to apply a change of the Compose file. Default: running `gantry up`. */
  readonly applyHint?: string | undefined;
  /** Absent: it is taken here. */
  readonly lock?: WatchLock | undefined;
  /** After every job: what failed may have changed. */
  readonly onChange?: () => void;
  /** Gets what goes on as data. Default: that of the page of the project, as soon as one is served. */
  readonly record?: WatchRecord;
}

export const watchingAs = (flags: WatchFlags) => ({
  apply: flags.apply ?? false,
  prune: flags.prune,
  quietBuild: flags.quiet ?? false,
  poll: flags.poll ?? false,
  asHost: flags.asHost ?? false,
});

/** Taken before anything is changed for the sake of watching. Error: UserError `in-use` when somebody watches the project already. */
export async function lockWatching(
  cli: Cli,
  { engine, project }: Pick<WatchingOptions, 'engine' | 'project'>,
): Promise<WatchLock> {
  const { takeWatchLock } = await import('../../watch/watch-lock.ts');
  return takeWatchLock(project.name, engine.endpoint, cli.environment, cli.cwd);
}

/**
 * Begins to watch the files of a project that runs: `watch`, `up --watch`, `dev` and the key `w`. Returns when everything
 * is watched; what is behind in the containers is copied from then on.
 *
 * Errors: UserError `in-use` when somebody watches it already, `bad-usage` when there is nothing to watch.
 */
export async function startWatching(cli: Cli, options: WatchingOptions): Promise<ProjectWatcher> {
  const { engine, project, services } = options;
  const { checkWatched } = await import('./check-watched.ts');
  const { watchProject } = await import('../../watch/watch-project.ts');
  const { watchActions } = await import('./watch-actions.ts');
  const { writeAbove } = await import('../terminal/write-above.ts');
  checkWatched(project, services);
  const lock = options.lock ?? (await lockWatching(cli, options));
  const stopping = new AbortController();
  const page = options.record ? undefined : await tellPageOf(cli, options);
  const record = options.record ?? page?.record;
  try {
    const watcher = await watchProject({
      engine,
      project,
      services,
      environment: cli.environment,
      reporter: await reporterFor(cli, { stopping: stopping.signal, record }),
      actions: watchActions(await writeAbove(cli), engine, {
        services,
        apply: options.apply ?? false,
        quietBuild: options.quietBuild ?? false,
        prune: options.prune ?? false,
        applyHint: options.applyHint,
        onEvent: (event) => record?.event({ type: 'work-event', event }),
        onProject: (read) => record?.project(read),
        signal: stopping.signal,
      }),
      asHost: options.asHost ?? false,
      poll: options.poll ?? false,
      onChange: options.onChange ?? (() => {}),
    });
    return {
      ask: (request) => watcher.ask(request),
      failures: () => watcher.failures(),
      async stop() {
        stopping.abort();
        await watcher.stop();
        await lock.release();
        await page?.end();
      },
    };
  } catch (error) {
    await lock.release();
    await page?.end();
    throw error;
  }
}

/** Nothing is told of a watch that shows secrets, and where there is no place to meet. */
async function tellPageOf(cli: Cli, options: WatchingOptions): Promise<WatchTeller | undefined> {
  if (cli.globals.reveal) return undefined;
  const { WatchTeller } = await import('./tell-watch.ts');
  try {
    return new WatchTeller(cli, options);
  } catch {
    return undefined;
  }
}

interface ReporterOptions {
  readonly stopping: AbortSignal;
  readonly record: WatchRecord | undefined;
}

/** Above whatever is drawn, in the form that `--progress` asks for. */
async function reporterFor(cli: Cli, { stopping, record }: ReporterOptions): Promise<WatchReporter> {
  const renderer = await cli.renderer();
  const paced = new PacedWriter(stopping);
  const { errorToJson } = await import('../../ui/errors/error-to-json.ts');
  const { showError } = await import('../../ui/errors/show-error.ts');
  return {
    event: (event) => record?.event(event),
    notice(message) {
      renderer.handle({ type: 'notice', message });
      record?.event({ type: 'watch-notice', message });
    },
    warning(message) {
      renderer.handle({ type: 'warning', message });
      record?.event({ type: 'watch-warning', message });
    },
    error(error, what) {
      const message = `${what}: ${error instanceof Error ? error.message : error}`;
      record?.event({ type: 'watch-warning', message });
      const text =
        cli.globals.progress === 'json'
          ? errorToJson(error)
              .map((fields) => `${JSON.stringify(fields)}\n`)
              .join('')
          : showError(error, { colour: cli.errorColour, columns: cli.stderr.columns });
      renderer.handle({ type: 'warning', message: what });
      renderer.printAbove(() => cli.stderr.write(text));
    },
    output(container, line) {
      record?.event({ type: 'work-output', container, line });
      const print = (): void =>
        cli.stdout.write(`${container} -> | ${cli.stdout.isTty ? disarmColoured(line) : line}\n`);
      return paced.write(() => renderer.printAbove(print) ?? cli.stdout.drained());
    },
  };
}
