import type { Json } from '../model/json.ts';
import type { FieldChange, Plan, Resource } from '../model/plan.ts';
import { palette } from './colours.ts';
import { changesOf, type ResourceChange } from './plan-changes.ts';
import type { ShowOptions } from './show-options.ts';
import { count } from './wording.ts';

/** One thing on the engine that is not what the files say. */
export interface Drift {
  readonly resource: Resource;
  readonly kind: 'missing' | 'not-running' | 'changed' | 'extra';
  /** How it is: `is not running (exited)`. */
  readonly state: string;
  /** `from` is live, `to` is what the files say. */
  readonly fields: readonly FieldChange[];
}

/**
 * What a plan for `up` tells of the present. Images are no drift: whether a registry has a newer one is not a question of
 * what was started. Nor is what only follows another change: that one is told.
 */
export function driftOf(plan: Plan): readonly Drift[] {
  const changed = changesOf(plan).flatMap((change): readonly Drift[] => {
    if (change.onlyIfNew.length > 0 || change.resource.kind === 'image') return [];
    const found = read(change);
    return found ? [{ resource: change.resource, fields: change.fields, ...found }] : [];
  });
  // What `up` leaves alone because data would go with it differs all the same.
  const withheld = (plan.withheld ?? []).map(({ resource, fields }) => ({
    resource,
    fields,
    kind: 'changed' as const,
    state: differs(fields),
  }));
  return [...changed, ...withheld];
}

const differs = (fields: readonly FieldChange[]): string => `differs in ${count(fields.length, 'setting')}`;

function read({ cause, action }: ResourceChange): Pick<Drift, 'kind' | 'state'> | undefined {
  switch (cause.kind) {
    case 'missing':
      return { kind: 'missing', state: 'does not exist' };
    case 'scaled':
      return action === 'remove'
        ? { kind: 'extra', state: `is one of ${cause.from}, where ${cause.to} are wanted` }
        : { kind: 'missing', state: `does not exist: there are ${cause.from} of ${cause.to}` };
    case 'not-running':
      return { kind: 'not-running', state: `is not running (${cause.state})` };
    case 'changed':
      return { kind: 'changed', state: differs(cause.fields) };
    case 'image-changed':
      return { kind: 'changed', state: `was made from another image than ${cause.image} is now` };
    case 'orphan':
      return { kind: 'extra', state: 'belongs to no service of the files' };
    case 'leftover':
      return { kind: 'extra', state: 'is left over from an interrupted replacement' };
    case 'requested':
    case 'follows':
    case 'needed-by':
      return undefined;
  }
}

export function showDrift(project: string, drifts: readonly Drift[], { colour }: ShowOptions): string {
  const paint = palette(colour);
  if (drifts.length === 0) return `project ${project} is as its files say\n`;
  const differs = `project ${project} differs from its files in ${count(drifts.length, 'place')}:`;
  return [
    paint.bold(differs),
    ...drifts.flatMap(({ resource, state, fields }) => [
      `  ${paint.yellow(`${resource.kind} ${resource.name}`)} ${state}`,
      ...fields.map(({ field, from, to }) => `      ${field}: ${sides(from, to)}`),
    ]),
    `repair it with: gantry up -d --verify`,
    '',
  ].join('\n');
}

function sides(live: string | undefined, file: string | undefined): string {
  if (live === undefined && file === undefined) return 'is another one';
  if (live === file) return `is another value than in the files (${file})`;
  return `is ${live ?? '(unset)'}, in the files ${file ?? '(unset)'}`;
}

export function driftToJson(project: string, drifts: readonly Drift[]): Json {
  return {
    version: 1,
    project,
    drift: drifts.map(({ resource, kind, state, fields }) => ({
      resource: { ...resource },
      kind,
      state,
      fields: fields.map(({ field, from, to }) => ({
        field,
        ...(from === undefined ? {} : { live: from }),
        ...(to === undefined ? {} : { wanted: to }),
      })),
    })),
  };
}
