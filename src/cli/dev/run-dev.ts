import { LABEL } from '../../model/labels.ts';
import type { Project } from '../../model/project.ts';
import { watchRulesOf } from '../../watch/rules/watch-rule.ts';
import type { ProjectWatcher } from '../../watch/watch-project.ts';
import { apply } from '../apply/apply.ts';
import { stopOrKill } from '../apply/stop-or-kill.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import type { Planned } from '../context/planned.ts';
import { aborted, onInterrupt } from '../context/signals.ts';
import { exitText, LogFollower } from '../logs/log-follower.ts';
import { writeAbove } from '../terminal/write-above.ts';
import { type DevKeys, openDevKeys } from './dev-keys.ts';
import { startWatching, watchingAs } from './start-watching.ts';
import type { WatchFlags } from './watch-flags.ts';

/**
 * `up`, `watch` and `logs` in one, with keys on a terminal. Unlike attached `up` it goes on when containers end, since
 * the next save may mend them.
 *
 * @returns the exit code; undefined when the user quits with a key.
 */
export async function runDev(
  cli: Cli,
  planned: Planned,
  services: readonly string[],
  options: WatchFlags,
): Promise<number | undefined> {
  const { engine, project } = planned;
  const renderer = await cli.renderer();
  const { LogPrinter } = await import('../../ui/logs/log-printer.ts');
  const printer = new LogPrinter(cli.stdout, cli.stderr, {
    colour: cli.colour,
    prefix: true,
    timestamps: false,
  });
  const interrupted = new AbortController();
  const quitting = new AbortController();
  const killing = new AbortController();
  let keys: DevKeys | undefined;
  let watcher: ProjectWatcher | undefined;

  const shows = (service: string): boolean =>
    project.services.get(service)?.attach !== false && (keys?.selected() ?? service) === service;
  const follower = new LogFollower({
    engine,
    project: project.name,
    follows: (labels) => labels[LABEL.oneOff] !== 'True' && project.services.has(labels[LABEL.service] ?? ''),
    print: (line) => {
      if (shows(serviceOf(line.label, project))) renderer.printAbove(() => printer.print(line));
    },
    onExit: (exit) => renderer.printAbove(() => cli.stdout.write(exitText(exit))),
  });
  const release = onInterrupt([
    () => {
      renderer.handle({ type: 'notice', message: 'Stopping in order … (Ctrl-C again kills)' });
      interrupted.abort();
      quitting.abort();
    },
    () => killing.abort(),
    () => cli.abandon(),
  ]);

  try {
    await follower.followFromNow(planned.observed.containers);
    const code = await apply(cli, planned, { signal: interrupted.signal });
    if (code !== EXIT.ok && !quitting.signal.aborted) return code;
    if (!quitting.signal.aborted) {
      const hasRules = [...project.services.values()].some((service) => watchRulesOf(service).length > 0);
      if (!hasRules)
        renderer.handle({
          type: 'notice',
          message: 'no service has `develop.watch`: only logs are followed',
        });
      keys = openDevKeys(cli, renderer, planned, {
        watcher: () => watcher,
        quit: () => quitting.abort(),
      });
      if (hasRules)
        watcher = await startWatching(cli, {
          engine,
          project,
          services,
          ...watchingAs(options),
          applyHint: keys ? 'press a to apply it' : '`gantry up` applies it',
          onChange: () => keys?.draw(),
        });
      keys?.draw();
      // Watching tells it too.
      void follower.outlive(() => {
        if (!watcher)
          renderer.handle({ type: 'warning', message: 'the engine went away: waiting for it to come back' });
      });
      await aborted(quitting.signal);
    }
    keys?.close();
    await watcher?.stop();
    await stopOrKill(await writeAbove(cli), planned, services, killing.signal);
    await follower.lastWords();
    return interrupted.signal.aborted ? EXIT.interrupted : undefined;
  } finally {
    keys?.close();
    await watcher?.stop();
    follower.close();
    release();
  }
}

/** `web-1` is a container of `web`; one with a name of its own is known by that. */
function serviceOf(label: string, project: Project): string {
  const named = [...project.services.values()].find(({ containerName }) => containerName === label);
  return named?.name ?? label.replace(/[-_]\d+$/, '');
}
