import { isAlive } from '../../model/container-state.ts';
import type { StepId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cause } from '../../model/plan.ts';
import { type ChangedFile, changedFiles, fieldsOf } from '../diff/changed-files.ts';
import { staleNamespaces } from '../diff/needs-inspection.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import type { DesiredContainer } from '../request/create-request.ts';
import { isIdle } from '../snapshot/is-idle.ts';
import type { Inspected } from '../snapshot/up-context.ts';
import { stopDependents } from '../work/stop-dependents.ts';
import type { Stops } from '../work/stops.ts';

interface FileWork extends Inspected {
  readonly plan: PlanBuilder;
  readonly stops: Stops;
}

/** Of a container, what has to be done about its secrets and configs. */
export function changedFilesOf(
  { context, inspections }: Inspected,
  have: ObservedContainer,
  desired: DesiredContainer,
): readonly ChangedFile[] {
  return changedFiles(context, have, desired, inspections.get(have.id));
}

/** Until the engine itself gives up waiting, which not even a list shows. */
const isBeingStopped = (
  { observed }: Inspected['context'],
  { id }: ObservedContainer,
  { service: { stopGraceMs = DEFAULT_GRACE_MS } }: DesiredContainer,
): boolean => (observed.stopping?.get(id) ?? Number.POSITIVE_INFINITY) <= stopGraceMs + KILL_WITHIN_MS;

const DEFAULT_GRACE_MS = 10_000;
const KILL_WITHIN_MS = 2_000;

/**
 * Brings changed secrets and configs to a container that stays: those that desired a signal are put into it while it runs;
 * for the others, and for a namespace that is a former one, it is stopped here, and gets them when it starts again. One that
 * does not run gets them anyway.
 *
 * @returns the steps that put them in
 */
export function refreshFiles(
  work: FileWork,
  container: ObservedContainer,
  desired: DesiredContainer,
): readonly StepId[] {
  const { plan, context, stops } = work;
  if (isBeingStopped(context, container, desired) && !isIdle(context, desired.service)) {
    stops.stop(container, { cause: { kind: 'not-running', state: 'stopping' } });
    return [];
  }
  const changes = changedFilesOf(work, container, desired);
  const former = staleNamespaces(work, container, desired.service);
  if (changes.length + former.length === 0 || isIdle(context, desired.service) || !isAlive(container))
    return [];
  const cause: Cause = { kind: 'changed', fields: [...fieldsOf(changes), ...former] };
  const signals = changes.flatMap(({ remedy }) => (remedy.kind === 'signal' ? [remedy.signal] : []));
  if (signals.length < changes.length || former.length > 0) {
    const after = stopDependents(
      work,
      desired.service.name,
      { kind: 'container', name: desired.name },
      { after: [], guard: undefined },
    );
    stops.stop(container, { cause, after });
    return [];
  }
  const { id, name } = container;
  const files = new Map(changes.flatMap(({ file }) => (file ? [[file.path, file]] : [])));
  const put = plan.add({
    operation: { kind: 'put-files', container: { id }, name, files: [...files.values()] },
    cause,
  });
  return [...new Set(signals)].map((signal) =>
    plan.add({ operation: { kind: 'signal-container', container: id, name, signal }, cause, after: [put] }),
  );
}
