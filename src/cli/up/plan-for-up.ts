import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { PendingObservation } from '../../engine/observe/observe.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { Project } from '../../model/project.ts';
import type { UpIntent } from '../../planner/snapshot/intent.ts';
import { isTrue } from '../../util/is-true.ts';
import type { Cli } from '../context/cli.ts';
import { appliedBy, type Planned } from '../context/planned.ts';
import { isAtomic } from './is-atomic.ts';
import type { UpOptions } from './up-options.ts';

/** The plan for `up`: load, look, and decide. */
export async function planForUp(cli: Cli, services: readonly string[], options: UpOptions): Promise<Planned> {
  if (cli.globals.on === 'swarm') {
    if (options.atomic) throw onSwarm();
    const { planForSwarmUp } = await import('../swarm/plan-for-swarm.ts');
    return planForSwarmUp(cli, services, options);
  }
  const { loadProjectFor } = await import('../files/load.ts');
  const { askAhead } = await import('../find/ask-ahead.ts');
  const { lookForUp } = await import('../find/look-for-up.ts');
  const { planUp } = await import('../../planner/up/plan-up.ts');

  const ahead = askAhead(cli, true);
  const selection = { services, withDependencies: options.deps, keepsBuilds: options.build ?? false };
  const loaded = await loadProjectFor(cli, selection, ahead);
  if (options.ttl !== undefined && !loaded.instance)
    throw new UserError(
      'bad-usage',
      '--ttl is for instances: the project itself stays until it is taken down',
      {
        hint: 'name one: --instance NAME',
      },
    );
  const written = loaded.instance
    ? await (await import('./settle-instance.ts')).settleInstance(
        cli,
        loaded,
        { selection, options },
        ahead.asked,
      )
    : loaded;
  refuseBareStop(options);
  const goesBack = isAtomic(options, written);
  const asked = readIntent(cli, services, { ...options, ...(goesBack && { wait: true }) });
  refuseIdleness(written, asked);
  const engine = await cli.engine();
  const intent = await withCopies(engine, written, asked, options, ahead.asked);
  const { context, project, observed, inspections } = await lookForUp(
    cli,
    engine,
    written,
    intent,
    ahead.asked,
  );
  const { refuseWhatSwarmRuns } = await import('../find/refuse-elsewhere.ts');
  await refuseWhatSwarmRuns(engine, project, observed);
  const planned: Planned = {
    engine,
    project,
    observed,
    plan: planUp(context, inspections),
    // What it leaves as it was may be as other files say.
    ...(intent.noRecreate ? {} : { applied: appliedBy(context) }),
  };
  if (!goesBack) return planned;
  const { withWayBack } = await import('../atomic/with-way-back.ts');
  const { timeoutSeconds, waitTimeoutMs, noGap } = intent;
  return withWayBack(cli, planned, { timeoutSeconds, waitTimeoutMs, noGap });
}

/** Most runs copy nothing, and load none of it. */
async function withCopies(
  engine: Engine,
  project: Project,
  intent: UpIntent,
  { from, stopSource = false }: UpOptions,
  pending: PendingObservation | undefined,
): Promise<UpIntent> {
  if (from === undefined) return intent;
  const { findCopies } = await import('../find/find-copies.ts');
  return { ...intent, copies: await findCopies(engine, project, { from, stopsSource: stopSource }, pending) };
}

const onSwarm = (): UserError =>
  new UserError('bad-usage', 'a swarm takes back each service for itself, and no change as a whole', {
    hint: [
      'leave out --atomic, and write `failure_action: rollback` into `deploy.update_config`. Afterwards: ',
      gantry('rollback'),
    ],
  });

function refuseBareStop({ from, stopSource }: UpOptions): void {
  if (!stopSource || from !== undefined) return;
  throw new UserError('bad-usage', '--stop-source says how --from copies, and there is no --from', {
    hint: 'add --from INSTANCE; "." is the project itself',
  });
}

/** A profile that is missing or misspelt would look like success to a script. */
function refuseIdleness({ name, services }: Project, { removeOrphans, allResources }: UpIntent): void {
  if (services.size > 0 || removeOrphans || allResources) return;
  throw new UserError('no-such-service', `no service of ${name} is active, so there is nothing to start`, {
    hint: 'add services to the files, or activate the profile of one: --profile NAME',
  });
}

function readIntent(cli: Cli, services: readonly string[], options: UpOptions): UpIntent {
  const removeOrphans = options.removeOrphans ?? isTrue(cli.environment.get('COMPOSE_REMOVE_ORPHANS'));
  const ignoreOrphans = isTrue(cli.environment.get('COMPOSE_IGNORE_ORPHANS'));
  if (removeOrphans && ignoreOrphans)
    throw new UserError('bad-usage', 'COMPOSE_IGNORE_ORPHANS and --remove-orphans contradict each other', {
      hint: 'leave one out',
    });
  return {
    services,
    forceRecreate: options.forceRecreate,
    noRecreate: !options.recreate,
    alwaysRecreateDeps: options.alwaysRecreateDeps,
    renewAnonVolumes: options.renewAnonVolumes,
    destroyData: options.destroyData,
    startFirst: options.startFirst,
    noGap: options.noGap,
    verify: options.verify,
    removeOrphans,
    ignoreOrphans,
    noDeps: !options.deps,
    allResources: cli.globals.allResources,
    noStart: !options.start,
    build: options.noBuild ? 'never' : options.build,
    pull: options.pull,
    scale: options.scale,
    timeoutSeconds: options.timeout,
    wait: options.wait,
    waitTimeoutMs: options.waitTimeout === undefined ? undefined : options.waitTimeout * 1000,
    settleMs: options.settle,
  };
}
