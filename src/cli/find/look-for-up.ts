import { setTimeout } from 'node:timers/promises';
import type { Engine } from '../../engine/engine.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { Inspection, Observed } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { UpIntent } from '../../planner/intent.ts';
import type { Cli } from '../cli.ts';

/** What a plan like that of `up` is made from. */
interface LookedAt {
  readonly project: Project;
  readonly observed: Observed;
  readonly details: ReadonlyMap<ContainerId, Inspection>;
}

/** A connection to a socket is made, and written to, within two turns of the event loop. */
const QUESTIONS_SENT_MS = 1;

/** Looks at the engine, and closer at what seems to differ. */
export async function lookForUp(
  cli: Cli,
  engine: Engine,
  written: Project,
  intent: UpIntent,
): Promise<LookedAt> {
  const { lookCloser } = await import('./look-closer.ts');
  const { withMachineSettings } = await import('./machine-settings.ts');
  const { readUpdates } = await import('./update-record.ts');
  const { inspectAll, observe } = await import('../../engine/observe.ts');
  const { anticipateHashes } = await import('../../planner/anticipate.ts');
  const { imageReferences } = await import('../../planner/image-references.ts');
  const { inspectionsNeeded } = await import('../../planner/plan-up.ts');
  const observing = Promise.all([
    observe(engine, written.name, imageReferences(written), true),
    readUpdates(cli.environment, written.name),
  ]);
  observing.catch(() => undefined); // told below, unless something is wrong with the project
  // Once the questions are on their way there is time to work on what does not depend on the answers.
  await Promise.race([observing, setTimeout(QUESTIONS_SENT_MS)]);
  const project = await withMachineSettings(cli, written, engine);
  anticipateHashes(project);
  const [lists, recorded] = await observing;
  const snapshot = await lookCloser(engine, lists, project, intent.pull);
  const observed: Observed = { ...snapshot, updated: new Set([...(snapshot.updated ?? []), ...recorded]) };
  return {
    project,
    observed,
    details: await inspectAll(engine, inspectionsNeeded(project, observed, intent)),
  };
}
