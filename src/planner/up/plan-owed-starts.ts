import type { Cause } from '../../model/plan.ts';
import { type StoppedContainer, type StopRecord, stopRecords } from '../../model/volume-copy.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import type { UpContext } from '../snapshot/up-context.ts';

/** A container that was stopped for a copy by somebody who was killed before he started it again. */
export interface OwedStart extends StopRecord {
  /** It has not run since then. */
  readonly isDue: boolean;
}

const LEFT: Cause = { kind: 'leftover', ofCopy: true };

/** All that the project owes, whatever it copies now. */
export function owedStarts({
  project,
  observed,
}: Pick<UpContext, 'project' | 'observed'>): readonly OwedStart[] {
  return stopRecords(observed.volumes, project.name).map((record) => {
    const now = observed.foreignContainers?.get(record.id);
    const { startedAt } = record;
    // Whoever started it since, and stopped it, meant to.
    const isSameRun = startedAt === undefined || startedAt === now?.startedAt;
    return { ...record, isDue: now?.state === 'exited' && isSameRun };
  });
}

/** Starts those for whom nothing has to be copied first. What is written down of each goes when it runs. */
export function startOwed(plan: PlanBuilder, owed: readonly OwedStart[]): void {
  for (const { marker, isDue, ...container } of owed) {
    const started = isDue ? [plan.add({ operation: startOf(container), cause: LEFT })] : [];
    plan.add({
      operation: { kind: 'remove-volume', name: marker, hasNoData: true },
      cause: LEFT,
      after: started,
    });
  }
}

const startOf = ({ id, name }: StoppedContainer) =>
  ({ kind: 'start-container', container: { id }, name, service: name }) as const;
