import type { StepId } from '../model/ids.ts';
import type { ContainerRef } from '../model/operation.ts';
import type { Cause, Guard } from '../model/plan.ts';
import type { Project, ServiceSpec } from '../model/project.ts';
import { injectedFiles } from './injected-files.ts';
import type { PlanBuilder } from './plan-builder.ts';

export interface StartRequest {
  readonly ref: ContainerRef;
  readonly name: string;
  readonly cause: Cause;
  readonly after: Iterable<StepId>;
  readonly guard?: Guard | undefined;
}

/** Puts in the files that have no file on the host, then starts. @returns the step that starts it. */
export function addStart(
  plan: PlanBuilder,
  project: Project,
  service: ServiceSpec,
  { ref, name, cause, after, guard }: StartRequest,
): StepId {
  const files = injectedFiles(project, service);
  const before =
    files.length > 0
      ? [plan.add({ operation: { kind: 'put-files', container: ref, name, files }, cause, after, guard })]
      : after;
  return plan.add({
    operation: { kind: 'start-container', container: ref, name, service: service.name },
    cause,
    after: before,
    guard,
  });
}
