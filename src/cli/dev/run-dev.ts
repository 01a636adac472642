import { LABEL } from '../../model/labels.ts';
import type { Project } from '../../model/project.ts';
import type { LogPrinter } from '../../ui/logs/log-printer.ts';
import type { Renderer } from '../../ui/progress/renderer.ts';
import { watchRulesOf } from '../../watch/rules/watch-rule.ts';
import type { WatchLock } from '../../watch/watch-lock.ts';
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
import { advance, type DevEffect, type DevEvent, type DevState, RUNNING } from './dev-state.ts';
import { lockWatching, startWatching, watchingAs } from './start-watching.ts';
import type { WatchFlags } from './watch-flags.ts';

interface DevContext {
  readonly cli: Cli;
  readonly planned: Planned;
  readonly services: readonly string[];
  readonly options: WatchFlags;
  readonly renderer: Renderer;
  readonly printer: LogPrinter;
}

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
  const renderer = await cli.renderer();
  const { LogPrinter } = await import('../../ui/logs/log-printer.ts');
  const printer = new LogPrinter(cli.stdout, cli.stderr, {
    colour: cli.colour,
    prefix: true,
    timestamps: false,
    raw: options.raw === true,
  });
  return new DevUp({ cli, planned, services, options, renderer, printer }).run();
}

/** Performs what the machine of dev-state.ts decides. */
class DevUp {
  readonly #context: DevContext;
  readonly #follower: LogFollower;
  readonly #endPlan = new AbortController();
  readonly #stop = new AbortController();
  readonly #kill = new AbortController();
  #state: DevState = RUNNING;
  #keys: DevKeys | undefined;
  #watcher: ProjectWatcher | undefined;

  constructor(context: DevContext) {
    const { cli, planned, renderer, printer } = context;
    const { engine, project } = planned;
    this.#context = context;
    this.#follower = new LogFollower({
      engine,
      project: project.name,
      follows: (labels) =>
        labels[LABEL.oneOff] !== 'True' && project.services.has(labels[LABEL.service] ?? ''),
      print: (line) => {
        if (!this.#shows(serviceOf(line.label, project))) return undefined;
        return renderer.printAbove(() => printer.print(line)) ?? printer.drained();
      },
      onExit: (exit) => renderer.printAbove(() => cli.stdout.write(exitText(exit))),
    });
  }

  async run(): Promise<number | undefined> {
    const { cli, planned } = this.#context;
    const lock = this.#hasRules() ? await lockWatching(cli, planned) : undefined;
    const release = onInterrupt([() => this.#send('interrupt')]);
    try {
      await this.#follower.followFromNow(planned.observed.containers);
      const signals = { signal: this.#endPlan.signal, givenUp: this.#kill.signal };
      const code = await apply(cli, planned, signals);
      if (code !== EXIT.ok && this.#state.ending === 'none') return code;
      if (this.#state.ending === 'none') await this.#watchUntilStop(lock);
      await this.#endWatching();
      await this.#stopAll();
      return this.#state.interrupts > 0 ? EXIT.interrupted : undefined;
    } finally {
      await this.#endWatching();
      await lock?.release();
      this.#follower.close();
      release();
    }
  }

  #hasRules(): boolean {
    const { services } = this.#context.planned.project;
    return [...services.values()].some((one) => watchRulesOf(one).length > 0);
  }

  async #watchUntilStop(lock: WatchLock | undefined): Promise<void> {
    const { cli, planned, renderer } = this.#context;
    if (!lock) this.#notice('no service has `develop.watch`: only logs are followed');
    this.#keys = openDevKeys(cli, renderer, planned, {
      watcher: () => this.#watcher,
      quit: () => this.#send('quit'),
    });
    if (lock) this.#watcher = await this.#startWatching(lock);
    this.#keys?.draw();
    // The watcher reports it too.
    void this.#follower.outlive(() => {
      if (!this.#watcher)
        renderer.handle({ type: 'warning', message: 'the engine went away: waiting for it to come back' });
    });
    await aborted(this.#stop.signal);
  }

  #startWatching(lock: WatchLock): Promise<ProjectWatcher> {
    const { cli, planned, services, options } = this.#context;
    return startWatching(cli, {
      engine: planned.engine,
      project: planned.project,
      services,
      lock,
      ...watchingAs(options),
      applyHint: this.#keys && 'press a to apply it',
      onChange: () => this.#keys?.draw(),
    });
  }

  async #endWatching(): Promise<void> {
    this.#keys?.close();
    await this.#watcher?.stop();
  }

  async #stopAll(): Promise<void> {
    const { cli, planned, services } = this.#context;
    await stopOrKill(await writeAbove(cli), planned, services, this.#kill.signal);
    await this.#follower.lastWords();
  }

  #shows(service: string): boolean {
    const { services } = this.#context.planned.project;
    return services.get(service)?.attach !== false && (this.#keys?.selected() ?? service) === service;
  }

  #send(event: DevEvent): void {
    const [next, effects] = advance(this.#state, event);
    this.#state = next;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: DevEffect): void {
    if (effect === 'announce-stop') this.#notice('Stopping in order … (Ctrl-C again kills)');
    else if (effect === 'end-plan') this.#endPlan.abort();
    else if (effect === 'stop') this.#stop.abort();
    else if (effect === 'kill') this.#kill.abort();
    else if (effect === 'abandon') this.#context.cli.abandon();
    else effect satisfies never;
  }

  #notice(message: string): void {
    this.#context.renderer.handle({ type: 'notice', message });
  }
}

/** `web-1` is a container of `web`; one with a name of its own is known by that. */
function serviceOf(label: string, project: Project): string {
  const named = [...project.services.values()].find(({ containerName }) => containerName === label);
  return named?.name ?? label.replace(/[-_]\d+$/, '');
}
