import { UserError } from '../../diagnostics/user-error.ts';
import type { Event } from '../../model/event.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { OperationKind } from '../../model/operation.ts';
import { isTrue } from '../../util/is-true.ts';
import { apply, FINISHING } from '../apply/apply.ts';
import { stopOrKill } from '../apply/stop-or-kill.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import type { Planned } from '../context/planned.ts';
import { aborted, onInterrupt } from '../context/signals.ts';
import { checkServices } from '../find/target.ts';
import { exitText, LogFollower } from '../logs/log-follower.ts';
import { abortedExitCode, abortPolicy, aborts, type Exit, oneShotsOf } from './abort-policy.ts';
import { attachedLabels, attachedServices, isAttached } from './attachment.ts';
import { HOOK_OPERATIONS, hookLine } from './hook-output.ts';
import type { UpMenu } from './up-menu.ts';
import { mutedOperations, type UpOptions } from './up-options.ts';

/** After one of these, something runs that did not run before. */
const STARTS: ReadonlySet<OperationKind> = new Set([
  'start-container',
  'unpause-container',
  'restart-container',
]);
/** How long a container may be away when watching replaces it. */
const REPLACEMENT_MS = 2000;

/**
 * Runs the plan of `up`, shows what the containers write, and stops them at the end:
 *
 *   preparing ──first start──▶ starting ──plan done──▶ running ──all have ended──▶ end (0)
 *      │ Ctrl-C                   │ Ctrl-C                │ Ctrl-C, or an end that --abort-on-… waits for
 *      ▼                          ▼                       ▼
 *   end (130)                 stopping (in order, logs flow on) ──stopped──▶ end (130, or the code of the container)
 *                                 │ Ctrl-C
 *                                 ▼
 *                             killing ──killed──▶ end (130)
 *
 * A plan that is interrupted lets the calls in flight finish and begins nothing new, so what is there is known. Before
 * anything has been started there is nothing to stop: what ran before goes on. While it runs, keys do more (up-menu.ts).
 */
export async function runAttached(
  cli: Cli,
  planned: Planned,
  services: readonly string[],
  options: UpOptions,
): Promise<number> {
  const { engine, project } = planned;
  if (options.watch && options.noBuild)
    throw new UserError('bad-usage', '--watch cannot go with --no-build', {
      hint: 'leave one out: rebuilding is part of watching',
    });
  const attached = attachedServices(project, services, options);
  if (options.exitCodeFrom !== undefined) checkServices(project, [options.exitCodeFrom]);
  const renderer = await cli.renderer();
  const policy = abortPolicy(options);
  const oneShots = oneShotsOf(project);
  const exits: Exit[] = [];
  const endedByPlan = new Set<ContainerId>();
  let decisive: Exit | undefined;
  const interrupted = new AbortController();
  const stopping = new AbortController();
  const killing = new AbortController();
  const detached = new AbortController();
  let hasStarted = false;
  let menu: UpMenu | undefined;

  const printer = await openPrinter(cli, planned, attached, options);
  const follower = new LogFollower({
    engine,
    project: project.name,
    follows: (labels) => isAttached(labels, attached),
    print: (line) => renderer.printAbove(() => printer.print(line)),
    onExit: (exit) => {
      const { id, label, service, code, restarts } = exit;
      if (endedByPlan.delete(id)) return;
      renderer.printAbove(() => cli.stdout.write(exitText(exit)));
      if (restarts) return;
      exits.push({ service, code });
      if (!aborts(policy, { service, code }, oneShots)) return;
      if (!stopping.signal.aborted)
        renderer.handle({
          type: 'notice',
          message: `Aborting: ${label} has ended, and the rest stops with it`,
        });
      decisive ??= { service, code };
      stopping.abort();
    },
  });
  const printHook = (event: Event): void => {
    const line = hookLine(event, project.name);
    if (line) renderer.printAbove(() => printer.print(line));
  };
  const release = onInterrupt([
    () => {
      const message = hasStarted ? 'Stopping in order … (Ctrl-C again kills)' : FINISHING;
      renderer.handle({ type: 'notice', message });
      interrupted.abort();
      stopping.abort();
    },
    () => (hasStarted ? killing.abort() : cli.abandon()),
    () => cli.abandon(),
  ]);

  try {
    await follower.followFromNow(planned.observed.containers);
    const code = await apply(cli, planned, {
      signal: interrupted.signal,
      mutes: [...mutedOperations(options), ...HOOK_OPERATIONS],
      onEvent: (event) => {
        hasStarted ||= event.type === 'step-started' && STARTS.has(event.step.operation.kind);
        expectStarted(follower, attached, event);
        expectEnd(endedByPlan, event);
        printHook(event);
      },
    });
    if (code === EXIT.failed || (interrupted.signal.aborted && !hasStarted)) return code;
    hasStarted = true;
    if (!stopping.signal.aborted)
      menu = await openMenu(cli, planned, services, options, () => detached.abort());
    await Promise.race([untilIdle(follower, menu), aborted(stopping.signal), aborted(detached.signal)]);
    await menu?.retire();
    if (detached.signal.aborted && !stopping.signal.aborted) {
      renderer.handle({
        type: 'notice',
        message: 'Detached: the containers go on. `gantry down` ends them.',
      });
      return EXIT.ok;
    }
    if (stopping.signal.aborted) {
      await stopOrKill(cli, planned, services, killing.signal, {
        mutes: HOOK_OPERATIONS,
        onEvent: printHook,
      });
      await follower.lastWords();
    }
    if (interrupted.signal.aborted) return EXIT.interrupted;
    if (decisive) await tellDecisive(cli, planned, decisive);
    return abortedExitCode(exits, decisive, options.exitCodeFrom);
  } finally {
    follower.close();
    await menu?.close();
    release();
  }
}

/** What the containers wrote has been shown; which of them ended all, and what its code means, may be far above. */
async function tellDecisive(cli: Cli, planned: Planned, { service, code }: Exit): Promise<void> {
  if (code === 0) return;
  const { tellEnded } = await import('../failures/tell-crash.ts');
  await tellEnded(cli, planned, service, code);
}

async function openMenu(
  cli: Cli,
  { engine, project }: Planned,
  services: readonly string[],
  options: UpOptions,
  onDetach: () => void,
): Promise<UpMenu> {
  const renderer = await cli.renderer();
  const { UpMenu } = await import('./up-menu.ts');
  const startWatch = async () => {
    const { startWatching } = await import('../dev/start-watching.ts');
    return startWatching(cli, { engine, project, services, quietBuild: options.quietBuild === true });
  };
  const canWatch = [...project.services.values()].some(({ develop }) => develop !== undefined);
  return new UpMenu({
    renderer,
    startWatch: canWatch || options.watch ? startWatch : undefined,
    watches: options.watch === true,
    hasKeys: wantsMenu(cli, options),
    onDetach,
    onEnter: () => renderer.printAbove(() => cli.stdout.write('\n')),
    onError: (error) => {
      const message = error instanceof Error ? error.message : String(error);
      renderer.handle({ type: 'warning', message: `not watching: ${message}` });
    },
  });
}

async function untilIdle(follower: LogFollower, menu: UpMenu | undefined): Promise<void> {
  await follower.whenIdle();
  if (menu?.isWatching) await follower.whenIdle(REPLACEMENT_MS);
}

/** `--menu` or `COMPOSE_MENU`; else where there is a terminal at both ends. */
function wantsMenu({ environment, stdout }: Cli, { menu }: UpOptions): boolean {
  const said = environment.get('COMPOSE_MENU');
  return (menu ?? (said === undefined || said === '' || isTrue(said))) && stdout.isTty;
}

async function openPrinter(cli: Cli, planned: Planned, attached: ReadonlySet<string>, options: UpOptions) {
  const { LogPrinter } = await import('../../ui/logs/log-printer.ts');
  return new LogPrinter(cli.stdout, cli.stderr, {
    colour: options.color && cli.colour,
    prefix: options.logPrefix,
    timestamps: options.timestamps === true,
    labels: attachedLabels(planned, attached),
  });
}

function expectStarted(follower: LogFollower, attached: ReadonlySet<string>, event: Event): void {
  if (event.type !== 'step-ended' || event.outcome.status !== 'done') return;
  const { operation } = event.step;
  if (operation.kind !== 'start-container' || !attached.has(operation.service)) return;
  if (event.outcome.made.kind === 'container') follower.expect(event.outcome.made.id);
}

/** What the plan replaces, restarts or has too many of ends as planned: nobody waits for that end. */
function expectEnd(endedByPlan: Set<ContainerId>, event: Event): void {
  if (event.type !== 'step-started') return;
  const { operation } = event.step;
  if (operation.kind === 'stop-container' || operation.kind === 'restart-container')
    endedByPlan.add(operation.container);
}
