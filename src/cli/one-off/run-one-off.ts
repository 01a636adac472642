import { UserError } from '../../diagnostics/user-error.ts';
import type { Event } from '../../model/event.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { Project } from '../../model/project.ts';
import type { OneOff } from '../../planner/request/one-off.ts';
import { isTrue } from '../../util/is-true.ts';
import { type ApplyOptions, apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import type { Planned } from '../context/planned.ts';
import { wasInterrupted } from '../context/signals.ts';
import { withoutWarnings } from '../context/without-warnings.ts';
import { loadWith, reportWarnings } from '../files/load.ts';
import { wantsTty } from '../session/tty-options.ts';
import { mutedOperations } from '../up/up-options.ts';
import { OneOffEvents } from './one-off-events.ts';
import { readOneOff } from './read-one-off.ts';
import type { RunOptions } from './run-options.ts';
import { watchCreation } from './watch-creation.ts';

export interface PlannedOneOff extends Planned {
  readonly oneOff: OneOff;
}

/** @returns the exit code of the command once it has ended, or of the attempt to start it. */
export async function runOneOff(cli: Cli, planned: PlannedOneOff, options: RunOptions): Promise<number> {
  const { oneOff } = planned;
  if (cli.globals.dryRun) return apply(cli, planned);
  const renderer = await cli.renderer();
  const { engine, removeUnstarted } = watchCreation(planned.engine, oneOff);
  const events = new OneOffEvents(oneOff.name, () => renderer.close());
  const shown: ApplyOptions = { mutes: mutedOperations(options), shows: (event) => shows(event) };
  const watched = { ...planned, engine };
  try {
    if (options.detach) return await runDetached(cli, watched, oneOff, shown);
    const { runAttachedOneOff } = await import('./attached-one-off.ts');
    return await runAttachedOneOff(cli, watched, oneOff, shown);
  } finally {
    await removeUnstarted(wasInterrupted()).catch((error: Error) =>
      renderer.handle({ type: 'warning', message: error.message }),
    );
  }

  function shows(event: Event): Event | undefined {
    // Whoever reads JSON wants all of it, and there the events carry the errors.
    if (cli.globals.progress === 'json') return event;
    const shown = events.filter(event);
    return options.quiet && shown?.type !== 'warning' ? undefined : shown;
  }
}

export async function planForRun(
  cli: Cli,
  service: string,
  words: readonly string[],
  options: RunOptions,
  /** One that was read already: each reading gives the container another name. */
  known?: OneOff,
): Promise<PlannedOneOff> {
  if (options.servicePorts && options.publish)
    throw new UserError('bad-usage', '--service-ports and --publish are incompatible', {
      hint: 'leave one out: -P publishes what the files publish',
    });
  const { lookForUp } = await import('../find/look-for-up.ts');
  const { readUpContext } = await import('../../planner/snapshot/up-context.ts');
  const { dependencyIntent, planRun } = await import('../../planner/commands/plan-run.ts');

  const typed = options.detach ? { ...options, interactive: false } : options;
  const tty = wantsTty(typed, typed.interactive === true);
  const isOnSwarm = cli.globals.on === 'swarm';
  // There they run already, or nothing is run.
  const deps = options.deps && !isOnSwarm;
  const fromFiles = await loadWith(cli, {
    services: [service],
    withDependencies: deps,
    keepsBuilds: options.build ?? false,
    // A volume that no service uses may be what -v names.
    options: { pruneResources: false },
  });
  const { variables, warnings } = fromFiles;
  await reportWarnings(cli, warnings);
  const loaded = isOnSwarm
    ? { ...fromFiles, project: await besideTasks(cli, fromFiles.project, service, options.deps) }
    : fromFiles;
  const { project: written } = loaded;
  const oneOff =
    known ?? (await readOneOff(cli, { service, words, options, tty, variables, project: written }));
  const engine = await cli.engine();
  const intent = {
    services: [service] as const,
    oneOff,
    noDeps: !deps,
    build: options.build,
    removeOrphans: options.removeOrphans,
    ignoreOrphans: isTrue(variables.get('COMPOSE_IGNORE_ORPHANS')),
  };
  const asked = dependencyIntent(loaded.project, intent);
  const looked = await lookForUp(cli, engine, loaded.project, asked);
  const { context, observed, inspections } = looked;
  if (!isOnSwarm) {
    const { refuseWhatSwarmRuns } = await import('../find/refuse-elsewhere.ts');
    await refuseWhatSwarmRuns(engine, looked.project, observed);
  }
  const { withTakenImages } = await import('../find/taken-images.ts');
  const project = options.build === true ? await withTakenImages(cli, looked.project) : looked.project;
  return {
    oneOff,
    engine,
    project,
    observed,
    replan: () => planForRun(withoutWarnings(cli), service, words, options, oneOff),
    plan: planRun(readUpContext(project, observed, intent, context.hashes), oneOff, inspections),
    applied: {
      kind: 'up',
      services: [...project.services.keys()].filter((name) => name !== service),
      hashes: context.hashes,
    },
  };
}

async function besideTasks(cli: Cli, project: Project, service: string, deps: boolean): Promise<Project> {
  const { oneOffBesideTasks } = await import('../swarm/one-off-beside-tasks.ts');
  return oneOffBesideTasks(cli, project, service, deps);
}

/** Prints the id of the container, for scripts to go on with. */
async function runDetached(
  cli: Cli,
  planned: Planned,
  { name }: OneOff,
  options: ApplyOptions,
): Promise<number> {
  let id: ContainerId | undefined;
  const code = await apply(cli, planned, {
    ...options,
    leavesRunning: true,
    onEvent: (event) => {
      if (event.type !== 'step-ended' || event.outcome.status !== 'done') return;
      const { operation } = event.step;
      const { made } = event.outcome;
      if (operation.kind === 'start-container' && operation.name === name && made.kind === 'container')
        id = made.id;
    },
  });
  if (code === EXIT.ok && id !== undefined) cli.stdout.write(`${id}\n`);
  return code;
}
