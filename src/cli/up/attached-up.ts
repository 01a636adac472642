import { UserError } from '../../diagnostics/user-error.ts';
import type { Event } from '../../model/event.ts';
import type { LogPrinter } from '../../ui/logs/log-printer.ts';
import type { Renderer } from '../../ui/progress/renderer.ts';
import type { WatchLock } from '../../watch/watch-lock.ts';
import { apply } from '../apply/apply.ts';
import { stopOrKill } from '../apply/stop-or-kill.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { aborted, onInterrupt } from '../context/signals.ts';
import { checkServices } from '../find/target.ts';
import { exitText, LogFollower } from '../logs/log-follower.ts';
import { abortPolicy, oneShotsOf } from './abort-policy.ts';
import {
  type AttachedEffect,
  type AttachedEvent,
  type AttachedRules,
  type AttachedState,
  advance,
  endsWithPlan,
  exitCodeOf,
  NOTHING_STARTED,
} from './attached-state.ts';
import { attachedLabels, attachedServices, isAttached } from './attachment.ts';
import { HOOK_OPERATIONS, hookLine } from './hook-output.ts';
import { openMenu } from './open-menu.ts';
import type { UpMenu } from './up-menu.ts';
import { mutedOperations, type UpOptions } from './up-options.ts';

/** How long a container may be away when watching replaces it. */
const REPLACEMENT_MS = 2000;

/**
 * Runs the plan of `up`, shows what the containers write, and stops them at the end, as attached-state.ts decides. While
 * they run, keys do more (up-menu.ts).
 *
 * @returns the exit code.
 */
export async function runAttached(
  cli: Cli,
  planned: Planned,
  services: readonly string[],
  options: UpOptions,
): Promise<number> {
  const { project } = planned;
  if (options.watch && options.noBuild)
    throw new UserError('bad-usage', '--watch cannot go with --no-build', {
      hint: 'leave one out: rebuilding is part of watching',
    });
  const attached = attachedServices(project, services, options);
  if (options.exitCodeFrom !== undefined) checkServices(project, [options.exitCodeFrom]);
  const rules = {
    policy: abortPolicy(options),
    oneShots: oneShotsOf(project),
    attached,
    goesBack: planned.wayBack !== undefined,
  };
  const renderer = await cli.renderer();
  const printer = await openPrinter(cli, planned, attached, options);
  return new AttachedUp({ cli, planned, services, options, rules, renderer, printer }).run();
}

interface AttachedContext {
  readonly cli: Cli;
  readonly planned: Planned;
  readonly services: readonly string[];
  readonly options: UpOptions;
  readonly rules: AttachedRules;
  readonly renderer: Renderer;
  readonly printer: LogPrinter;
}

/** Performs what the machine of attached-state.ts decides. */
class AttachedUp {
  readonly #context: AttachedContext;
  readonly #follower: LogFollower;
  readonly #endPlan = new AbortController();
  readonly #stay = new AbortController();
  readonly #stop = new AbortController();
  readonly #kill = new AbortController();
  readonly #detach = new AbortController();
  #state: AttachedState = NOTHING_STARTED;
  #menu: UpMenu | undefined;
  #lock: WatchLock | undefined;

  constructor(context: AttachedContext) {
    const { planned, rules, renderer, printer } = context;
    this.#context = context;
    this.#follower = new LogFollower({
      engine: planned.engine,
      project: planned.project.name,
      follows: (labels) => isAttached(labels, rules.attached),
      print: (line) => renderer.printAbove(() => printer.print(line)) ?? printer.drained(),
      onExit: (exit) => this.#send({ type: 'exit', exit }),
    });
  }

  async run(): Promise<number> {
    this.#lock = await this.#lockWatching();
    const release = onInterrupt([() => this.#send({ type: 'interrupt' })]);
    try {
      await this.#follower.followFromNow(this.#context.planned.observed.containers);
      const code = await this.#applyPlan();
      if (endsWithPlan(this.#state, code, this.#context.rules)) return code;
      this.#send({ type: 'plan-done' });
      await this.#untilEnd();
      return await this.#finish();
    } finally {
      this.#follower.close();
      await this.#menu?.close();
      await this.#lock?.release();
      release();
    }
  }

  /** Where files are to be watched: nothing is changed while somebody else watches. */
  async #lockWatching(): Promise<WatchLock | undefined> {
    const { cli, planned, options } = this.#context;
    if (!options.watch || cli.globals.dryRun) return undefined;
    const { lockWatching } = await import('../dev/start-watching.ts');
    return lockWatching(cli, planned);
  }

  #applyPlan(): Promise<number> {
    const { cli, planned, options } = this.#context;
    return apply(cli, planned, {
      signal: this.#endPlan.signal,
      stay: this.#stay.signal,
      givenUp: this.#kill.signal,
      mutes: [...mutedOperations(options), ...HOOK_OPERATIONS],
      onEvent: (event) => {
        if ('step' in event) this.#send(event);
        return this.#printHook(event);
      },
    });
  }

  /** Resolves when all containers have ended, or the user or a container ends `up`; nothing is watched any more then. */
  async #untilEnd(): Promise<void> {
    const { cli, planned, services, options } = this.#context;
    const onDetach = (): void => this.#send({ type: 'detach' });
    if (this.#state.ending === 'none')
      this.#menu = await openMenu(cli, planned, services, options, onDetach, this.#lock);
    await Promise.race([this.#untilIdle(), aborted(this.#stop.signal), aborted(this.#detach.signal)]);
    await this.#menu?.retire();
  }

  async #untilIdle(): Promise<void> {
    await this.#follower.whenIdle();
    if (this.#menu?.isWatching) await this.#follower.whenIdle(REPLACEMENT_MS);
  }

  async #finish(): Promise<number> {
    const { cli, planned, options } = this.#context;
    const { ending } = this.#state;
    if (ending === 'detaching')
      this.#notice('Detached: the containers keep running. `gantry down` stops them.');
    if (ending === 'stopping' || ending === 'killing') await this.#stopAll();
    const code = exitCodeOf(this.#state, options.exitCodeFrom);
    const { decisive, interrupts } = this.#state;
    if (decisive && decisive.code !== 0 && interrupts === 0) {
      // What the containers wrote has been shown; which of them ended all, and what its code means, may be far above.
      const { reportEnded } = await import('../failures/report-crash.ts');
      await reportEnded(cli, planned, decisive.service, decisive.code);
    }
    return code;
  }

  async #stopAll(): Promise<void> {
    const { cli, planned, services } = this.#context;
    await stopOrKill(cli, planned, services, this.#kill.signal, {
      mutes: HOOK_OPERATIONS,
      onEvent: (event) => this.#printHook(event),
    });
    await this.#follower.lastWords();
  }

  #send(event: AttachedEvent): void {
    const [next, effects] = advance(this.#state, event, this.#context.rules);
    this.#state = next;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: AttachedEffect): void {
    const { cli, renderer } = this.#context;
    if (effect.kind === 'notice') this.#notice(effect.message);
    else if (effect.kind === 'show-exit') renderer.printAbove(() => cli.stdout.write(exitText(effect.exit)));
    else if (effect.kind === 'expect-exit') this.#follower.expect(effect.id);
    else if (effect.kind === 'end-plan') this.#endPlan.abort();
    else if (effect.kind === 'stay') this.#stay.abort();
    else if (effect.kind === 'stop') this.#stop.abort();
    else if (effect.kind === 'kill') this.#kill.abort();
    else if (effect.kind === 'detach') this.#detach.abort();
    else if (effect.kind === 'abandon') cli.abandon();
    else effect satisfies never;
  }

  #notice(message: string): void {
    this.#context.renderer.handle({ type: 'notice', message });
  }

  #printHook(event: Event): Promise<void> | undefined {
    const { planned, renderer, printer } = this.#context;
    const line = hookLine(event, planned.project.name);
    if (!line) return undefined;
    return renderer.printAbove(() => printer.print(line)) ?? printer.drained();
  }
}

async function openPrinter(cli: Cli, planned: Planned, attached: ReadonlySet<string>, options: UpOptions) {
  const { LogPrinter } = await import('../../ui/logs/log-printer.ts');
  return new LogPrinter(cli.stdout, cli.stderr, {
    colour: options.color && cli.colour,
    prefix: options.logPrefix,
    timestamps: options.timestamps === true,
    raw: options.raw === true,
    labels: attachedLabels(planned, attached),
  });
}
