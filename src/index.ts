/** gantry as a library: read a project, plan, show the plan, and run it. */

export { connectEngine } from './engine/connect.ts';
export { inspectAll, observe } from './engine/observe/observe.ts';
export type { Engine } from './engine/port/engine.ts';
export type { Event } from './model/event.ts';
export type { Observed } from './model/observed.ts';
export type { Outcome } from './model/outcome.ts';
export type { Cause, Plan, Step } from './model/plan.ts';
export type { Project } from './model/project.ts';
export type { ServiceSpec } from './model/service-spec.ts';
export { planDown } from './planner/commands/plan-down.ts';
export { imageReferences } from './planner/request/image-references.ts';
export type { DownIntent, UpIntent } from './planner/snapshot/intent.ts';
export { inspectionsNeeded, planUp } from './planner/up/plan-up.ts';
export { executePlan } from './reconciler/execute/execute-plan.ts';
export { preflight } from './reconciler/preflight/preflight.ts';
export type { LoadRequest } from './spec/files/load-request.ts';
export { type LoadedProject, loadProject } from './spec/load/load-project.ts';
export { printProject } from './spec/print/print-project.ts';
export type { FilePort } from './spec/read/file-port.ts';
export { planToJson } from './ui/plan/plan-to-json.ts';
export { showPlan } from './ui/plan/show-plan.ts';
