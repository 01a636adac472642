import type { Engine } from '../engine/engine.ts';
import type { Event } from '../model/event.ts';
import { LABEL } from '../model/labels.ts';
import type { ObservedContainer } from '../model/observed.ts';
import { apply } from './apply.ts';
import type { Cli } from './cli.ts';
import type { UpOptions } from './commands/up.ts';
import { EXIT } from './exit-codes.ts';
import { LogFollower, labelOf } from './log-follower.ts';
import type { Planned } from './planned.ts';
import { aborted, onInterrupt } from './signals.ts';

type StepEnded = Extract<Event, { type: 'step-ended' }>;

/** Runs the plan of `up`: and returns, or stays and shows what the containers write. */
export async function runUp(
  cli: Cli,
  planned: Planned,
  services: readonly string[],
  options: UpOptions,
): Promise<number> {
  const returns = options.detach || options.wait || !options.start || cli.globals.dryRun;
  return returns ? apply(cli, planned) : runAttached(cli, planned, services, options);
}

/**
 * Attached `up`:
 *
 *   starting ──plan done──▶ running ──all exited──▶ end (0)
 *      │ Ctrl-C                │ Ctrl-C
 *      ▼                       ▼
 *   stopping (in order, logs flow on) ──stopped──▶ end (130)
 *      │ Ctrl-C
 *      ▼
 *   killing ──killed──▶ end (130)
 *
 * A plan that is interrupted lets the calls in flight finish and begins nothing new, so what is there is known.
 */
async function runAttached(
  cli: Cli,
  planned: Planned,
  services: readonly string[],
  options: UpOptions,
): Promise<number> {
  const { engine, project } = planned;
  const { LogPrinter } = await import('../ui/log-printer.ts');
  const renderer = await cli.renderer();
  const attached = attachedServices(planned, services);
  const printer = new LogPrinter(cli.stdout, cli.stderr, {
    colour: options.color && cli.colour,
    prefix: options.logPrefix,
    timestamps: options.timestamps === true,
    labels: attachedLabels(planned, attached),
  });
  const follower = new LogFollower({
    engine,
    project: project.name,
    follows: (labels) => isAttached(labels, attached),
    print: (line) => renderer.printAbove(() => printer.print(line)),
    onExit: (label, code, restarts) =>
      renderer.printAbove(() =>
        cli.stdout.write(`${label} exited with code ${code}${restarts ? ' (restarting)' : ''}\n`),
      ),
  });

  const starting = new AbortController();
  const interrupted = new AbortController();
  const killing = new AbortController();
  const release = onInterrupt([
    () => {
      cli.stderr.write('Stopping in order … (Ctrl-C again kills)\n');
      starting.abort();
      interrupted.abort();
    },
    () => killing.abort(),
    () => cli.abandon(),
  ]);

  try {
    const since = new Date().toISOString();
    await follower.listen(since);
    for (const container of planned.observed.containers) {
      if (container.state === 'running' && isAttached(container.labels, attached)) {
        follower.follow(container, { since });
      }
    }
    const code = await apply(cli, planned, {
      signal: starting.signal,
      onEvent: (event) => {
        if (event.type === 'step-ended') expectStarted(follower, attached, event);
      },
    });
    if (code === EXIT.failed) return code;
    await Promise.race([follower.whenIdle(), aborted(interrupted.signal)]);
    if (!interrupted.signal.aborted) return EXIT.ok;
    await stopOrKill(cli, planned, services, killing.signal);
    return EXIT.interrupted;
  } finally {
    follower.close();
    release();
  }
}

function expectStarted(
  follower: LogFollower,
  attached: ReadonlySet<string>,
  { step: { operation }, outcome }: StepEnded,
): void {
  if (operation.kind !== 'start-container' || !attached.has(operation.service)) return;
  if (outcome.status === 'done' && outcome.made.kind === 'container') follower.expect(outcome.made.id);
}

/** Stops in order; a second Ctrl-C ends that plan and kills what still runs. */
async function stopOrKill(
  cli: Cli,
  planned: Planned,
  services: readonly string[],
  killing: AbortSignal,
): Promise<void> {
  const { planStop } = await import('../planner/plan-stop.ts');
  const { planKill } = await import('../planner/plan-kill.ts');
  const { engine, project } = planned;
  const observed = await look(engine, project.name);
  const stopping = apply(
    cli,
    { ...planned, observed, plan: planStop(project, observed, { services }) },
    { signal: killing },
  );
  await Promise.race([stopping, aborted(killing)]);
  if (!killing.aborted) return;
  const now = await look(engine, project.name);
  await apply(
    cli,
    { ...planned, observed: now, plan: planKill(project, now, { services }) },
    { signal: new AbortController().signal },
  );
  await stopping;
}

async function look(engine: Engine, project: string): Promise<Planned['observed']> {
  const { observe } = await import('../engine/observe.ts');
  return observe(engine, project, []);
}

/** The services whose output is shown: those named, else all; never those that say `attach: false`. */
function attachedServices({ project }: Planned, named: readonly string[]): ReadonlySet<string> {
  const shown = [...project.services.values()].filter(
    ({ name, attach }) => attach !== false && (named.length === 0 || named.includes(name)),
  );
  return new Set(shown.map(({ name }) => name));
}

/** Of everything that will be followed, so that all lines are equally far in from the first on. */
function attachedLabels(
  { plan, observed, project }: Planned,
  attached: ReadonlySet<string>,
): readonly string[] {
  const starting = plan.steps.flatMap(({ operation }) =>
    operation.kind === 'start-container' && attached.has(operation.service) ? [operation.name] : [],
  );
  const running = observed.containers.filter(
    ({ state, labels }) => state === 'running' && isAttached(labels, attached),
  );
  const names = new Set([...starting, ...running.map(({ name }) => name)]);
  return [...names].sort().map((name) => labelOf(name, project.name));
}

function isAttached(labels: ObservedContainer['labels'], services: ReadonlySet<string>): boolean {
  return labels[LABEL.oneOff] !== 'True' && services.has(labels[LABEL.service] ?? '');
}
