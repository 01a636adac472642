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

interface NewImage {
  readonly image: string;
  readonly by: 'pull' | 'build';
}

/** What will become of one resource: all its steps as one thing. */
export interface ResourceChange {
  readonly resource: Resource;
  readonly action: Action;
  /** Created, and started too. */
  readonly starts: boolean;
  /** Stopped before it is removed. */
  readonly stops: boolean;
  readonly cause: Cause;
  readonly fields: readonly FieldChange[];
  /** What decides whether it happens at all: one of these gives another image. Empty: it does happen. */
  readonly onlyIfNew: readonly NewImage[];
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
      // A stopped container is started in any case, and replaced before that only if its image is another one.
      const key = `${labelOf(resource)} ${step.guard ? 'perhaps' : 'certainly'}`;
      const group = groups.get(key) ?? { resource, steps: [] };
      group.steps.push(step);
      groups.set(key, group);
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
    stops: kinds.has('stop-container'),
    cause: telling?.cause ?? { kind: 'missing' },
    fields: steps.flatMap(({ cause }, index) =>
      isFirstWith(steps, index) && 'fields' in cause ? cause.fields : [],
    ),
    onlyIfNew: guardImages(steps[0]?.guard, byId),
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

/** Each image once: a container and what follows it may depend on the same one. */
function guardImages(guard: Guard | undefined, byId: ReadonlyMap<StepId, Step>): readonly NewImage[] {
  if (!guard) return [];
  const operation = byId.get(guard.image)?.operation;
  const others = (guard.or ?? []).flatMap((other) => guardImages(other, byId));
  if (operation?.kind !== 'pull-image' && operation?.kind !== 'build-image') return others;
  const { image } = operation;
  const own: NewImage = { image, by: operation.kind === 'pull-image' ? 'pull' : 'build' };
  return [own, ...others.filter((other) => other.image !== image)];
}

/** The first that is there names the whole: what comes later in the list is part of what comes earlier. */
const NAMING: readonly (readonly [OperationKind, Action])[] = [
  ['create-container', 'create'],
  ['create-network', 'create'],
  ['create-volume', 'create'],
  ['remove-container', 'remove'],
  ['remove-network', 'remove'],
  ['remove-volume', 'remove'],
  ['remove-image', 'remove'],
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

/** A change that may not happen is counted by itself. */
export function countActions(changes: readonly ResourceChange[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { action, onlyIfNew } of changes) {
    const name = onlyIfNew.length > 0 ? `${action} if needed` : action;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
