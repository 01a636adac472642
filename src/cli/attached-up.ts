import { setTimeout } from 'node:timers/promises';
import type { Event } from '../model/event.ts';
import { abortedExitCode, abortPolicy, aborts, type Exit, oneShotsOf } from './abort-policy.ts';
import { apply } from './apply.ts';
import { attachedLabels, attachedServices, isAttached } from './attachment.ts';
import type { Cli } from './cli.ts';
import { EXIT } from './exit-codes.ts';
import { LogFollower } from './log-follower.ts';
import type { Planned } from './planned.ts';
import { aborted, onInterrupt } from './signals.ts';
import { stopOrKill } from './stop-or-kill.ts';
import { checkServices } from './target.ts';
import { mutedOperations, type UpOptions } from './up-options.ts';

/** How long after a stop the last lines and ends of containers may take to arrive. */
const LAST_WORDS_MS = 500;

/**
 * Runs the plan of `up`, shows what the containers write, and stops them at the end:
 *
 *   starting ──plan done──▶ running ──all have ended──▶ end (0)
 *      │ Ctrl-C                │ Ctrl-C, or an end that --abort-on-… waits for
 *      ▼                       ▼
 *   stopping (in order, logs flow on) ──stopped──▶ end (130, or the code of the container)
 *      │ Ctrl-C
 *      ▼
 *   killing ──killed──▶ end (130)
 *
 * A plan that is interrupted lets the calls in flight finish and begins nothing new, so what is there is known.
 */
export async function runAttached(
  cli: Cli,
  planned: Planned,
  services: readonly string[],
  options: UpOptions,
): Promise<number> {
  const { engine, project } = planned;
  const attached = attachedServices(project, services, options);
  if (options.exitCodeFrom !== undefined) checkServices(project, [options.exitCodeFrom]);
  const renderer = await cli.renderer();
  const policy = abortPolicy(options);
  const oneShots = oneShotsOf(project);
  const exits: Exit[] = [];
  let decisive: Exit | undefined;
  const interrupted = new AbortController();
  const stopping = new AbortController();
  const killing = new AbortController();

  const printer = await openPrinter(cli, planned, attached, options);
  const follower = new LogFollower({
    engine,
    project: project.name,
    follows: (labels) => isAttached(labels, attached),
    print: (line) => renderer.printAbove(() => printer.print(line)),
    onExit: ({ label, service, code, restarts }) => {
      const end = `${label} exited with code ${code}${restarts ? ' (restarting)' : ''}\n`;
      renderer.printAbove(() => cli.stdout.write(end));
      if (restarts) return;
      exits.push({ service, code });
      if (!aborts(policy, { service, code }, oneShots)) return;
      decisive ??= { service, code };
      stopping.abort();
    },
  });
  const release = onInterrupt([
    () => {
      renderer.handle({ type: 'notice', message: 'Stopping in order … (Ctrl-C again kills)' });
      interrupted.abort();
      stopping.abort();
    },
    () => killing.abort(),
    () => cli.abandon(),
  ]);

  try {
    await followRunning(follower, planned, attached);
    const code = await apply(cli, planned, {
      signal: interrupted.signal,
      mutes: mutedOperations(options),
      onEvent: (event) => expectStarted(follower, attached, event),
    });
    if (code === EXIT.failed) return code;
    await Promise.race([follower.whenIdle(), aborted(stopping.signal)]);
    if (stopping.signal.aborted) {
      await stopOrKill(cli, planned, services, killing.signal);
      // Dependencies of the named services may run on, so there may be no end to wait for.
      await Promise.race([follower.whenIdle(), setTimeout(LAST_WORDS_MS)]);
    }
    if (interrupted.signal.aborted) return EXIT.interrupted;
    return abortedExitCode(exits, decisive, options.exitCodeFrom);
  } finally {
    follower.close();
    release();
  }
}

async function openPrinter(cli: Cli, planned: Planned, attached: ReadonlySet<string>, options: UpOptions) {
  const { LogPrinter } = await import('../ui/log-printer.ts');
  return new LogPrinter(cli.stdout, cli.stderr, {
    colour: options.color && cli.colour,
    prefix: options.logPrefix,
    timestamps: options.timestamps === true,
    labels: attachedLabels(planned, attached),
  });
}

/** From now on: what was written before is for `logs`. */
async function followRunning(
  follower: LogFollower,
  { observed }: Planned,
  attached: ReadonlySet<string>,
): Promise<void> {
  const since = new Date().toISOString();
  await follower.listen(since);
  for (const container of observed.containers) {
    if (container.state === 'running' && isAttached(container.labels, attached)) {
      follower.follow(container, { since });
    }
  }
}

function expectStarted(follower: LogFollower, attached: ReadonlySet<string>, event: Event): void {
  if (event.type !== 'step-ended' || event.outcome.status !== 'done') return;
  const { operation } = event.step;
  if (operation.kind !== 'start-container' || !attached.has(operation.service)) return;
  if (event.outcome.made.kind === 'container') follower.expect(event.outcome.made.id);
}
