import type { Engine } from '../engine/engine.ts';
import type { ContainerId } from '../model/ids.ts';
import type { Inspection, Observed } from '../model/observed.ts';
import type { Project } from '../model/project.ts';
import type { UpIntent } from '../planner/intent.ts';
import type { Cli } from './cli.ts';

/** What a plan like that of `up` is made from. */
interface LookedAt {
  readonly project: Project;
  readonly observed: Observed;
  readonly details: ReadonlyMap<ContainerId, Inspection>;
}

/** Looks at the engine as `up` does, for plans that are made while a program runs. */
export async function lookForUp(
  cli: Cli,
  engine: Engine,
  written: Project,
  intent: UpIntent,
): Promise<LookedAt> {
  const { withImageDetails } = await import('./image-details.ts');
  const { withMachineSettings } = await import('./machine-settings.ts');
  const { readUpdates } = await import('./update-record.ts');
  const { inspectAll, observe } = await import('../engine/observe.ts');
  const { imageReferences } = await import('../planner/image-references.ts');
  const { inspectionsNeeded } = await import('../planner/plan-up.ts');
  const [project, lists, recorded] = await Promise.all([
    withMachineSettings(cli, written, engine),
    observe(engine, written.name, imageReferences(written), true),
    readUpdates(cli.environment, written.name),
  ]);
  const snapshot = await withImageDetails(engine, lists, project, intent.pull);
  const observed: Observed = { ...snapshot, updated: new Set([...(snapshot.updated ?? []), ...recorded]) };
  return {
    project,
    observed,
    details: await inspectAll(engine, inspectionsNeeded(project, observed, intent)),
  };
}
