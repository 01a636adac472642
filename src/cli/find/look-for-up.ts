import type { PendingObservation } from '../../engine/observe/observe.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { LABEL } from '../../model/labels.ts';
import type { Observed } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { UpIntent } from '../../planner/snapshot/intent.ts';
import type { Inspected } from '../../planner/snapshot/up-context.ts';
import type { Cli } from '../context/cli.ts';
import { questionsAreSent } from './ask-ahead.ts';
import { refuseAnother } from './refuse-another.ts';
import { withTakenImages } from './taken-images.ts';

/** What a plan like that of `up` is made from. */
interface LookedAt extends Inspected {
  /** Those of the context. */
  readonly project: Project;
  readonly observed: Observed;
}

/** Most runs destroy nothing, need no name that is in the trash, and load none of it. */
async function withTrash(
  { environment }: Pick<Cli, 'environment'>,
  engine: Engine,
  project: Project,
  { volumes }: Observed,
  intent: UpIntent,
): Promise<UpIntent> {
  const isDestroying = (intent.destroyData ?? []).length > 0 || intent.restores !== undefined;
  const isInTrash = volumes.some(({ labels }) => labels[LABEL.trashProject] === project.name);
  if (!isDestroying && !isInTrash) return intent;
  const { expiredIn, keptInTrash, measureTrash, sameTrash } = await import('./trash-sizes.ts');
  const { trashOf } = await import('./trash-rule.ts');
  const { destroyData = [], restoreTrash = [], restores } = intent;
  const trash = trashOf(environment, project) ?? sameTrash(restoreTrash, volumes);
  if (!isInTrash && !trash) return intent;
  const named = [...project.volumes.values()].filter(({ name, key }) =>
    [name, key].some(
      (one) => destroyData.includes(one) || restoreTrash.includes(one) || restores?.has(one) === true,
    ),
  );
  const expiredTrash = expiredIn(volumes, Date.now());
  const trashSizes = await measureTrash(engine, project, volumes, {
    named: new Set(named.map(({ name }) => name)),
    restored: keptInTrash(restoreTrash, volumes),
    expired: expiredTrash,
  });
  return { ...intent, ...(trash && { trash }), trashSizes, expiredTrash };
}

/**
 * Looks at the engine, and closer at what seems to differ.
 *
 * Error: UserError `bad-instance` where the name is another's.
 * @param ahead what has been asked while the files were read
 */
export async function lookForUp(
  cli: Pick<Cli, 'environment' | 'cwd'>,
  engine: Engine,
  written: Project,
  intent: UpIntent,
  ahead?: PendingObservation,
): Promise<LookedAt> {
  const { lookCloser } = await import('./look-closer.ts');
  const { withMachineSettings } = await import('./machine-settings.ts');
  const { readUpdates } = await import('./update-record.ts');
  const { startObserving, inspectAll, observe } = await import('../../engine/observe/observe.ts');
  const { warmHashes } = await import('../../planner/request/warm-hashes.ts');
  const { ServiceHashes } = await import('../../planner/request/service-hashes.ts');
  const { readUpContext } = await import('../../planner/snapshot/up-context.ts');
  const { describeService } = await import('../../spec/print/service-hash.ts');
  const { mayBuild } = await import('../../planner/images/plan-images.ts');
  const { allImages } = await import('../../planner/ingress/wants-ingress.ts');
  const { inspectionsNeeded } = await import('../../planner/up/plan-up.ts');
  const asked = ahead ?? startObserving(engine, written.name, true);
  const observing = observe(engine, written.name, allImages(written, intent.noGap), asked);
  observing.catch(() => undefined); // told below, unless something is wrong with the project
  await Promise.race([observing, questionsAreSent()]);
  const adapted = await withMachineSettings(cli, written, engine);
  const hashes = new ServiceHashes(adapted, describeService);
  warmHashes(adapted, hashes);
  const recorded = readUpdates(cli.environment, written.name);
  const lists = await observing;
  refuseAnother(adapted, [...lists.containers, ...lists.networks, ...lists.volumes]);
  const snapshot = await lookCloser(engine, lists, adapted, intent.pull);
  const { whoDied } = await import('../../reconciler/lock/left-by-the-dead.ts');
  const interruptedSince = whoDied(adapted.name, lists.volumes)?.since;
  const observed: Observed = {
    ...snapshot,
    updated: new Set([...(snapshot.updated ?? []), ...recorded]),
    ...(interruptedSince !== undefined && { interruptedSince }),
  };
  const project = mayBuild(adapted, observed, intent) ? await withTakenImages(cli, adapted) : adapted;
  const context = readUpContext(
    project,
    observed,
    await withTrash(cli, engine, project, lists, intent),
    hashes,
  );
  return {
    context,
    project,
    observed,
    inspections: await inspectAll(engine, inspectionsNeeded(context)),
  };
}
