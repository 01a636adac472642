import { inspectAll, observe, startObserving } from '../../engine/observe/observe.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { Project } from '../../model/project.ts';
import { allImages } from '../../planner/ingress/wants-ingress.ts';
import { ServiceHashes } from '../../planner/request/service-hashes.ts';
import type { UpIntent } from '../../planner/snapshot/intent.ts';
import { readUpContext, type UpContext } from '../../planner/snapshot/up-context.ts';
import { inspectionsNeeded, planUp } from '../../planner/up/plan-up.ts';
import type { Planned } from '../context/planned.ts';
import { openRecord } from './open-record.ts';
import type { AppliedRecord } from './record.ts';
import { sealWith } from './seal.ts';
import { liveTexts, NOTHING_LIVE, withSealedFiles } from './unseal.ts';

/**
 * The plan for `up` to what was last applied. Only to be looked at, not to be run: what is sealed in the record is not
 * known where the engine does not have it.
 */
export async function planForApplied(
  engine: Engine,
  record: AppliedRecord,
  asked: UpIntent,
): Promise<Planned> {
  // Images may be pulled for all that is compared here, whatever the files say of it.
  const intent: UpIntent = { ...asked, pull: 'missing' };
  const seal = sealWith(record.head.key);
  const outline = openRecord(record, NOTHING_LIVE);
  const observed = await observe(
    engine,
    outline.name,
    allImages(outline),
    startObserving(engine, outline.name, true),
  );
  const inspected = await inspectAll(engine, inspectionsNeeded(contextOf(outline)));
  const project = openRecord(record, liveTexts(observed, inspected.values(), seal));
  const inspections = new Map(
    [...inspected].map(([id, inspection]) => [id, withSealedFiles(inspection, seal)]),
  );
  return { engine, project, observed, plan: planUp(contextOf(project), inspections) };

  function contextOf(project: Project): UpContext {
    // What was sealed cannot be hashed any more: the hashes of what was made are in the record.
    return readUpContext(project, observed, intent, new ServiceHashes(project, () => ''));
  }
}
