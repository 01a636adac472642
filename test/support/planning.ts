import type { ContainerId } from '../../src/model/ids.ts';
import type { Inspection, InspectionNeed, Observed } from '../../src/model/observed.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { HashForm, Project } from '../../src/model/project.ts';
import type { ServiceSpec } from '../../src/model/service-spec.ts';
import * as run from '../../src/planner/commands/plan-run.ts';
import * as watch from '../../src/planner/commands/plan-watch.ts';
import {
  desiredContainer,
  type HashContext,
  type RequestedContainer,
  requestContainer,
} from '../../src/planner/request/create-request.ts';
import { ServiceHashes } from '../../src/planner/request/service-hashes.ts';
import type { RunIntent, UpIntent } from '../../src/planner/snapshot/intent.ts';
import { readUpContext, type UpContext } from '../../src/planner/snapshot/up-context.ts';
import * as up from '../../src/planner/up/plan-up.ts';
import { describeService } from '../../src/spec/print/service-hash.ts';

/*
 * The planner as commands call it, from a project and what the engine has: each call reads a context of its own.
 */

type Inspections = ReadonlyMap<ContainerId, Inspection>;
type IdOf = (service: string) => string | undefined;

export const contextOf = (project: Project, observed: Observed, intent: UpIntent = {}): UpContext =>
  readUpContext(project, observed, intent, hashesOf(project));

export const hashesOf = (project: Project): ServiceHashes => new ServiceHashes(project, describeService);

export const planUp = (
  project: Project,
  observed: Observed,
  intent: UpIntent,
  inspections: Inspections,
): Plan => up.planUp(contextOf(project, observed, intent), inspections);

export const inspectionsNeeded = (
  project: Project,
  observed: Observed,
  intent: UpIntent,
): readonly InspectionNeed[] => up.inspectionsNeeded(contextOf(project, observed, intent));

export const planRun = (
  project: Project,
  observed: Observed,
  intent: RunIntent,
  inspections: Inspections,
): Plan => run.planRun(contextOf(project, observed, intent), intent.oneOff, inspections);

export const planWatch = (
  project: Project,
  written: Project,
  observed: Observed,
  intent: UpIntent,
  inspections: Inspections,
): Plan => watch.planWatch(contextOf(project, observed, intent), written, inspections);

export const planRebuild = (
  project: Project,
  observed: Observed,
  intent: UpIntent,
  inspections: Inspections,
): Plan => watch.planRebuild(contextOf(project, observed, intent), inspections);

/** To tell whether a container was made for a service. No service of the project has one. */
export const hashContext = (project: Project): HashContext => ({
  project,
  hashes: hashesOf(project),
  idOf: () => undefined,
});

/** A container of a service with what the engine is asked for it. */
export const createRequest = (
  project: Project,
  service: ServiceSpec,
  replica: number,
  numbersOf: (service: string) => readonly number[],
): RequestedContainer =>
  requestContainer({ ...hashContext(project), numbersOf }, desiredContainer(project, service, replica));

export const hashOf = (project: Project, service: ServiceSpec, idOf: IdOf, form?: HashForm): string =>
  hashesOf(project).hashOf(service, idOf, form);

export { dependencyIntent } from '../../src/planner/commands/plan-run.ts';
