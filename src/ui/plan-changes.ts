import type { StepId } from '../model/ids.ts';
import type { OperationKind, OperationOf } from '../model/operation.ts';
import type { Cause, FieldChange, Guard, Plan, Resource, Step } from '../model/plan.ts';
import { labelOf, resourcesOf } from './resource-of.ts';

export type Action =
  | 'create'
  | 'replace'
  | 'update'
  | 'start'
  | 'stop'
  | 'restart'
  | 'remove'
  | 'pull'
  | 'build'
  | 'kill';

/** What will become of one resource: all its steps as one thing. */
export interface ResourceChange {
  readonly resource: Resource;
  readonly action: Action;
  /** Created, and started too. */
  readonly starts: boolean;
  readonly cause: Cause;
  readonly fields: readonly FieldChange[];
  /** Images that decide whether it happens at all. Empty: it does. */
  readonly onlyIfNew: readonly string[];
  readonly waits: readonly OperationOf<'wait-for'>[];
  readonly anonymousVolumesGo: boolean;
}

/** In the order of the plan. Waits are no changes. */
export function changesOf(plan: Plan): readonly ResourceChange[] {
  const byId = new Map(plan.steps.map((step) => [step.id, step]));
  const groups = new Map<string, { readonly resource: Resource; readonly steps: Step[] }>();
  for (const step of plan.steps) {
    if (step.operation.kind === 'wait-for') continue;
    for (const resource of resourcesOf(step.operation)) {
      const group = groups.get(labelOf(resource)) ?? { resource, steps: [] };
      group.steps.push(step);
      groups.set(labelOf(resource), group);
    }
  }
  return [...groups.values()].map(({ resource, steps }) => describe(resource, steps, byId));
}

function describe(
  resource: Resource,
  steps: readonly Step[],
  byId: ReadonlyMap<StepId, Step>,
): ResourceChange {
  const kinds = new Set(steps.map(({ operation }) => operation.kind));
  const telling = steps.find(({ cause }) => cause.kind === 'changed') ?? steps[0];
  return {
    resource,
    action: actionOf(kinds),
    starts: kinds.has('start-container'),
    cause: telling?.cause ?? { kind: 'missing' },
    fields: steps.flatMap(({ cause }, index) =>
      isFirstWith(steps, index) && 'fields' in cause ? cause.fields : [],
    ),
    onlyIfNew: steps.every(({ guard }) => guard) ? guardImages(steps[0]?.guard, byId) : [],
    waits: steps.flatMap(({ after }) => after.flatMap((id) => waitsIn(byId.get(id)))),
    anonymousVolumesGo: steps.some(
      ({ operation }) => operation.kind === 'remove-container' && operation.withVolumes,
    ),
  };
}

/** The steps of one replacement share their cause; its fields are told once. */
function isFirstWith(steps: readonly Step[], index: number): boolean {
  const text = JSON.stringify(steps[index]?.cause);
  return steps.findIndex(({ cause }) => JSON.stringify(cause) === text) === index;
}

const waitsIn = (step: Step | undefined): readonly OperationOf<'wait-for'>[] =>
  step?.operation.kind === 'wait-for' ? [step.operation] : [];

function guardImages(guard: Guard | undefined, byId: ReadonlyMap<StepId, Step>): readonly string[] {
  if (!guard) return [];
  const step = byId.get(guard.image);
  const image =
    step && 'image' in step.operation && typeof step.operation.image === 'string'
      ? [step.operation.image]
      : [];
  return [...new Set([...image, ...(guard.or ?? []).flatMap((other) => guardImages(other, byId))])];
}

/** The first that is there names the whole: what comes later in the list is part of what comes earlier. */
const NAMING: readonly (readonly [OperationKind, Action])[] = [
  ['create-container', 'create'],
  ['create-network', 'create'],
  ['create-volume', 'create'],
  ['remove-container', 'remove'],
  ['remove-network', 'remove'],
  ['remove-volume', 'remove'],
  ['build-image', 'build'],
  ['pull-image', 'pull'],
  ['restart-container', 'restart'],
  ['connect-network', 'update'],
  ['disconnect-network', 'update'],
  ['start-container', 'start'],
  ['unpause-container', 'start'],
  ['kill-container', 'kill'],
  ['stop-container', 'stop'],
  ['put-files', 'update'],
  ['rename-container', 'update'],
];

function actionOf(kinds: ReadonlySet<OperationKind>): Action {
  const creates = [...kinds].some((kind) => kind.startsWith('create-'));
  const removes = [...kinds].some((kind) => kind.startsWith('remove-'));
  if (creates && removes) return 'replace';
  if (kinds.has('stop-container') && kinds.has('start-container') && !creates && !removes) return 'restart';
  return NAMING.find(([kind]) => kinds.has(kind))?.[1] ?? 'update';
}
