import type { StepId } from '../../model/ids.ts';
import { type HookName, isWait, type Operation, type OperationOf } from '../../model/operation.ts';
import {
  type Cause,
  type FieldChange,
  type Guard,
  isUndo,
  type Plan,
  type Resource,
  type Step,
} from '../../model/plan.ts';
import { humanDuration } from '../../util/human-duration.ts';
import { type Action, actionOf } from './action.ts';
import { DISRUPTIONS, type Disruption, disruptionOf } from './disruption.ts';
import { labelOf, resourcesOf } from './resource-of.ts';
import { gapOf } from './show-update.ts';

interface NewImage {
  /** For `provider`: the service whose variables have to differ. */
  readonly image: string;
  readonly by: 'pull' | 'build' | 'provider';
}

/** The change of one resource: all its steps as one. */
export interface ResourceChange {
  readonly resource: Resource;
  readonly action: Action;
  /** Created, and started too. */
  readonly starts: boolean;
  /** Stopped before it is removed. */
  readonly stops: boolean;
  readonly cause: Cause;
  readonly fields: readonly FieldChange[];
  /** The conditions of the change: one of these has to give another image. Empty: it happens in any case. */
  readonly onlyIfNew: readonly NewImage[];
  readonly waits: readonly OperationOf<'wait-for'>[];
  /** Kinds of hooks that run in it, each once, in order. */
  readonly hooks: readonly HookName[];
  readonly anonymousVolumesGo: boolean;
  /** Source and destination of a copy, the name of an image, the signal. */
  readonly particulars: readonly string[];
  readonly disruption: Disruption;
  /** The size of a volume that is removed or copied. Absent: not known. */
  readonly sizeBytes?: number;
  /** The volume whose content it starts with. Absent: none. */
  readonly copyOf?: string;
  /** How long the copy may take. Absent: not known. */
  readonly expectedMs?: number;
}

/** In the order of the plan. Waits are no changes, nor is what only happens when something fails. */
export function changesOf(plan: Plan): readonly ResourceChange[] {
  const byId = new Map(plan.steps.map((step) => [step.id, step]));
  const groups = new Map<string, { readonly resource: Resource; readonly steps: Step[] }>();
  for (const step of plan.steps) {
    if (isWait(step.operation) || isUndo(step)) continue;
    for (const resource of resourcesOf(step.operation)) {
      // A stopped container is started in any case, and replaced before that only if its image is another one.
      // A hook that runs again does so under the name of the container that is left of it: two changes.
      const what = step.operation.kind === 'run-hook' ? 'hook ' : '';
      const key = `${what}${labelOf(resource)} ${step.guard ? 'perhaps' : 'certainly'}`;
      const group = groups.get(key) ?? { resource, steps: [] };
      group.steps.push(step);
      groups.set(key, group);
    }
  }
  const switching = new Set(
    (plan.updates ?? []).flatMap((update) => (gapOf(update) === 'first-switch' ? [update.service] : [])),
  );
  return [...groups.values()].map(({ resource, steps }) => {
    const change = describe(resource, steps, byId);
    return change.disruption === 'none' && change.action === 'replace' && isOfOne(switching, steps)
      ? { ...change, disruption: 'reconnect' }
      : change;
  });
}

/**
 * The new container starts before the old one stops, but nobody reaches it until the ingress has the ports: the update tells so, and a
 * list of its steps does not.
 */
const isOfOne = (services: ReadonlySet<string>, steps: readonly Step[]): boolean =>
  steps.some(({ operation }) => operation.kind === 'create-container' && services.has(operation.service));

function describe(
  resource: Resource,
  steps: readonly Step[],
  byId: ReadonlyMap<StepId, Step>,
): ResourceChange {
  const kinds = new Set(steps.map(({ operation }) => operation.kind));
  const action = actionOf(kinds);
  const deciding = decidingStep(action, steps);
  return {
    resource,
    action,
    starts: kinds.has('start-container'),
    stops: kinds.has('stop-container'),
    cause: deciding?.cause ?? { kind: 'missing' },
    fields: steps.flatMap(({ cause }, index) =>
      isFirstWith(steps, index) && 'fields' in cause ? cause.fields : [],
    ),
    onlyIfNew: guardImages(steps[0]?.guard, byId),
    waits: steps.flatMap(({ after }) => after.flatMap((id) => waitsIn(byId.get(id)))),
    hooks: [...new Set(steps.flatMap(({ operation }) => ('hook' in operation ? [operation.hook] : [])))],
    anonymousVolumesGo: steps.some(
      ({ operation }) =>
        operation.kind === 'remove-container' && operation.withVolumes && operation.anonymousVolumes !== 0,
    ),
    particulars: steps.flatMap(({ operation }) => particularsOf(operation)),
    disruption: disruptionOf(resource, action, steps),
    ...sizeOf(steps),
    ...copyIn(steps),
  };
}

/** The step whose cause explains the change: the steps of a resource may have several causes. */
function decidingStep(action: Action, steps: readonly Step[]): Step | undefined {
  const first = (prefix: string) => steps.find(({ operation }) => operation.kind.startsWith(prefix));
  const created = first('create-');
  // A removal decides, whatever other steps there are: what is replaced was not missing.
  const isRemoved = action === 'remove' || (action === 'replace' && created?.cause.kind === 'missing');
  return (
    (isRemoved ? first('remove-') : undefined) ??
    created ??
    (action === 'restart' || action === 'stop' ? first('stop-') : undefined) ??
    steps.find(({ cause }) => cause.kind === 'changed') ??
    steps.find(({ cause }) => cause.kind === 'not-running') ??
    steps[0]
  );
}

function particularsOf(operation: Operation): readonly string[] {
  switch (operation.kind) {
    case 'build-image':
      return [...new Set(operation.build.tags)]
        .filter((name) => name !== operation.image)
        .map((name) => `also as ${name}`);
    case 'share-image':
      return [`goes to ${operation.repository}, under a tag of its content`];
    case 'load-image':
      return [`is loaded on ${operation.nodes.map(({ hostname }) => hostname).join(', ')}`];
    case 'resolve-image':
      return ['goes to its registry, and to the nodes by its digest'];
    case 'copy-in':
      return [`${operation.from === '-' ? 'standard input' : operation.from} to ${operation.to}`];
    case 'copy-out':
      return [`${operation.from} to ${operation.to === '-' ? 'standard output' : operation.to}`];
    case 'trash-volume':
      return [`kept for ${humanDuration(operation.keepSeconds, Math.round).toLowerCase()}`];
    case 'commit-container':
      return operation.repository === undefined
        ? ['as an image without a name']
        : [`as ${operation.repository}:${operation.tag ?? 'latest'}`];
    case 'signal-container':
    case 'kill-container':
      return [`sends ${operation.signal}`];
    case 'move-tasks':
      return operation.particulars;
    case 'hold-ports':
      return [`new connections to ${operation.ports.map(({ port }) => port).join(', ')} wait meanwhile`];
    default:
      return [];
  }
}

function sizeOf(steps: readonly Step[]): Pick<ResourceChange, 'sizeBytes'> {
  // That of the new content says more than that of what it replaces.
  const copies = steps.filter(({ operation }) => operation.kind === 'copy-volume');
  for (const { operation } of [...copies, ...steps])
    if (
      (operation.kind === 'remove-volume' ||
        operation.kind === 'trash-volume' ||
        operation.kind === 'remove-image' ||
        operation.kind === 'copy-volume') &&
      operation.sizeBytes !== undefined
    )
      return { sizeBytes: operation.sizeBytes };
  return {};
}

function copyIn(steps: readonly Step[]): Pick<ResourceChange, 'copyOf' | 'expectedMs'> {
  for (const { operation } of steps)
    if (operation.kind === 'copy-volume')
      return {
        copyOf: operation.source,
        ...(operation.expectedMs !== undefined && { expectedMs: operation.expectedMs }),
      };
  return {};
}

/** The steps of one replacement share their cause; its fields are listed once. */
function isFirstWith(steps: readonly Step[], index: number): boolean {
  const text = JSON.stringify(steps[index]?.cause);
  return steps.findIndex(({ cause }) => JSON.stringify(cause) === text) === index;
}

/** That an update waits for its new containers is said of the service. */
const waitsIn = (step: Step | undefined): readonly OperationOf<'wait-for'>[] =>
  step?.operation.kind === 'wait-for' && step.operation.update === undefined ? [step.operation] : [];

/** Each image once: a container and what follows it may depend on the same one. */
function guardImages(guard: Guard | undefined, byId: ReadonlyMap<StepId, Step>): readonly NewImage[] {
  if (!guard || 'failed' in guard) return [];
  const step = 'image' in guard ? guard.image : 'pinned' in guard ? guard.pinned : guard.source.step;
  const operation = byId.get(step)?.operation;
  const others = (guard.or ?? []).flatMap((other) => guardImages(other, byId));
  const own = operation && newBy(operation);
  return own ? [own, ...others.filter(({ image, by }) => image !== own.image || by !== own.by)] : others;
}

function newBy(operation: Operation): NewImage | undefined {
  switch (operation.kind) {
    case 'pull-image':
      return { image: operation.image, by: 'pull' };
    case 'build-image':
    case 'share-image':
    case 'load-image':
    case 'resolve-image':
      return { image: operation.image, by: 'build' };
    case 'prepare-model':
      return { image: `model ${operation.key}`, by: 'provider' };
    case 'run-provider':
      return { image: operation.service, by: 'provider' };
    default:
      return undefined;
  }
}

/** A change that may not happen is counted separately. */
export function countActions(changes: readonly ResourceChange[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { action, onlyIfNew } of changes) {
    const name = onlyIfNew.length > 0 ? `${action} if needed` : action;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** The number of changes by disruption; changes without a disruption are omitted. */
export function countDisruptions(changes: readonly ResourceChange[]): ReadonlyMap<Disruption, number> {
  const counts = DISRUPTIONS.map(
    (kind) => [kind, changes.filter(({ disruption }) => disruption === kind).length] as const,
  );
  return new Map(counts.filter(([kind, amount]) => kind !== 'none' && amount > 0));
}
