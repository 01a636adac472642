import { type CommandHint, gantry, type Hint, hintText } from '../../diagnostics/hint.ts';
import type { Json } from '../../model/json.ts';
import type { Cause, FieldChange, Plan, Resource } from '../../model/plan.ts';
import { visible } from '../../util/disarm.ts';
import { palette } from '../text/colours.ts';
import type { ShowOptions } from '../text/show-options.ts';
import { changesOf, type ResourceChange } from './plan-changes.ts';
import { resourcesOf } from './resource-of.ts';
import { showField, showSide } from './show-field.ts';
import { count } from './wording.ts';

/** The desired state that the engine was compared with. */
export type Comparison =
  | { readonly kind: 'files' }
  /** The files that the labels of the containers name. */
  | { readonly kind: 'named-files'; readonly files: readonly string[] }
  /** The project that was last applied from this machine, whatever its files are now. */
  | {
      readonly kind: 'applied';
      /** ISO 8601. */
      readonly at: string;
      /** The folder of its files. */
      readonly folder: string;
    };

/** One resource that differs from the desired state. */
export interface Drift {
  readonly resource: Resource;
  readonly kind: 'missing' | 'not-running' | 'changed' | 'extra';
  readonly cause: Cause['kind'];
  /** The observed state: `is not running (exited)`. */
  readonly state: string;
  /** `from` is observed, `to` is desired. */
  readonly fields: readonly FieldChange[];
  /** Without this flag `up` leaves it as it is, since repairing it destroys data: `--destroy-data NAME`. */
  readonly flag?: string;
}

/**
 * Reads a plan of `up` as a description of the present. Images are no drift: whether a registry has a newer one says nothing about the
 * started containers. A change that only follows another one is no drift either: the other one is reported.
 */
export function driftOf(plan: Plan): readonly Drift[] {
  const states = statesIn(plan);
  const onSwarm = swarmServicesIn(plan);
  const changed = changesOf(plan).flatMap((change): readonly Drift[] => {
    const { resource, fields, action } = change;
    // Hooks and providers have no state, nor has a service of one engine: what is done for it as a whole follows from its containers.
    const isStateless = STATELESS.has(resource.kind) && !onSwarm.has(resource.name);
    if (change.onlyIfNew.length > 0 || isStateless || action === 'run') return [];
    const found = read(change);
    if (!found) return [];
    const cause = change.cause.kind;
    const state = resource.kind === 'container' ? states.get(resource.name) : undefined;
    if (state === undefined || found.kind !== 'changed') return [{ resource, cause, fields, ...found }];
    const both = `${isNotRunning(state)}, and ${found.state}`;
    return [{ resource, cause, fields, kind: 'not-running', state: both }];
  });
  // A withheld change is drift all the same.
  const withheld = (plan.withheld ?? []).map(({ resource, fields, flag }) => ({
    resource,
    fields,
    flag,
    kind: 'changed' as const,
    cause: 'changed' as const,
    state: differs(fields),
  }));
  return [...changed, ...unsettledIn(plan), ...withheld];
}

/** A swarm has services as objects of their own. */
const swarmServicesIn = ({ steps }: Plan): ReadonlySet<string> =>
  new Set(
    steps.flatMap(({ operation }) =>
      operation.kind === 'update-swarm-service' || operation.kind === 'remove-swarm-service'
        ? [operation.name]
        : operation.kind === 'create-swarm-service'
          ? [operation.request.Name]
          : [],
    ),
  );

/** Services of a swarm that are as wanted, and whose tasks are not: `up` only waits for them. */
const unsettledIn = ({ steps }: Plan): readonly Drift[] =>
  steps.flatMap(({ cause, operation }) =>
    operation.kind === 'await-tasks' &&
    operation.isUnchanged &&
    operation.until !== 'begun' &&
    cause.kind === 'not-running'
      ? [
          {
            resource: { kind: 'service', name: operation.name },
            kind: 'not-running',
            cause: cause.kind,
            state: isNotRunning(cause.state),
            fields: [],
          } as const,
        ]
      : [],
  );

const STATELESS: ReadonlySet<Resource['kind']> = new Set(['image', 'service']);

/** Containers that are not running as they should, whatever else differs. */
function statesIn({ steps }: Plan): ReadonlyMap<string, string> {
  return new Map(
    steps.flatMap(({ cause, operation }) =>
      cause.kind === 'not-running'
        ? resourcesOf(operation).map(({ name }) => [name, cause.state] as const)
        : [],
    ),
  );
}

const isNotRunning = (state: string): string => `is not running (${state})`;
const differs = (fields: readonly FieldChange[]): string => `differs in ${count(fields.length, 'setting')}`;

function read({ cause, action, fields }: ResourceChange): Pick<Drift, 'kind' | 'state'> | undefined {
  switch (cause.kind) {
    case 'missing':
      return { kind: 'missing', state: 'does not exist' };
    case 'scaled':
      return action === 'remove'
        ? { kind: 'extra', state: `is one of ${cause.from}, where ${cause.to} are wanted` }
        : { kind: 'missing', state: `does not exist: there are ${cause.from} of ${cause.to}` };
    case 'not-running':
      return { kind: 'not-running', state: isNotRunning(cause.state) };
    case 'changed':
      // The plan creates the container again under its right name, and drift reports it there.
      return action === 'remove' ? undefined : { kind: 'changed', state: differs(cause.fields) };
    case 'image-changed':
      return { kind: 'changed', state: `was made from another image than ${cause.image} is now` };
    case 'orphan':
      return { kind: 'extra', state: 'belongs to no service of the project' };
    case 'leftover':
      // What held connections is no container of a service.
      return cause.ofHold || cause.ofCopy
        ? undefined
        : { kind: 'extra', state: 'is one too many of its service' };
    case 'interrupted':
      return { kind: 'changed', state: 'was left in the middle of its start' };
    case 'trashed':
      return { kind: 'missing', state: 'does not exist' };
    case 'requested':
    case 'unused':
    case 'follows':
    case 'needed-by':
      // It may also differ in settings.
      return fields.length > 0 ? { kind: 'changed', state: differs(fields) } : undefined;
  }
}

interface DriftOptions extends ShowOptions {
  /** Adds the flags that name the project, and the services. Default: none is needed. */
  readonly complete?: (command: CommandHint) => Hint;
}

export function showDrift(
  project: string,
  comparison: Comparison,
  drifts: readonly Drift[],
  { colour, complete = (command) => command }: DriftOptions,
): string {
  const paint = palette(colour);
  const { all, one, origin, repair } = wordsFor(comparison);
  if (drifts.length === 0)
    return [`project ${visible(project)} is as ${all}`, ...origin.map(visible), ''].join('\n');
  const places = count(drifts.length, 'place');
  const flags = [...new Set(drifts.flatMap(({ flag }) => flag ?? []))];
  const orphans = drifts.some(isOrphan) ? ['--remove-orphans'] : [];
  const command = gantry('up', '-d', '--verify', ...orphans, ...flags.flatMap((flag) => flag.split(' ')));
  return [
    paint.bold(
      comparison.kind === 'applied'
        ? `project ${visible(project)} differs from what was last applied in ${places}:`
        : `project ${visible(project)} differs from its files in ${places}:`,
    ),
    ...drifts.flatMap(({ resource, state, fields }) => [
      `  ${paint.yellow(`${resource.kind} ${visible(resource.name)}`)} ${visible(state)}`,
      ...fields.map((change) => `      ${showDifference(change, one)}`),
    ]),
    ...origin.map(visible),
    `repair it ${repair}: ${visible(hintText(complete(command)))}`,
    ...(flags.length > 0
      ? [paint.yellow(`  this destroys data; without ${visible(flags.join(' '))} it stays as it is`)]
      : []),
    '',
  ].join('\n');
}

const showTime = (iso: string): string => `${iso.slice(0, 19).replace('T', ' ')} UTC`;

const isOrphan = ({ cause }: Drift): boolean => cause === 'orphan';

interface Words {
  /** `project shop is as …` */
  readonly all: string;
  /** `64m, … 128m` */
  readonly one: string;
  /** The line that names the desired state, if it is not the files in the current folder. */
  readonly origin: readonly string[];
  /** `repair it …` */
  readonly repair: string;
}

function wordsFor(comparison: Comparison): Words {
  const files: Words = { all: 'its files say', one: 'in the files', origin: [], repair: 'with' };
  switch (comparison.kind) {
    case 'files':
      return files;
    case 'named-files':
      return {
        ...files,
        origin: [`compared with ${comparison.files.join(', ')}, as its containers say`],
        repair: 'where these files are',
      };
    case 'applied':
      return {
        all: 'it was last applied',
        one: 'applied',
        origin: [`compared with what was applied on ${showTime(comparison.at)}, from ${comparison.folder}`],
        repair: 'there',
      };
  }
}

function showDifference(change: FieldChange, where: string): string {
  if (change.how === 'replaced') return showField(change);
  return visible(`${change.field}: ${sides(change.from, change.to, where)}`);
}

function sides(live: string | undefined, wanted: string | undefined, where: string): string {
  if (live === undefined && wanted === undefined) return 'is another one';
  if (live === wanted) return `is another value than ${where} (${showSide(wanted)})`;
  return `is ${showSide(live)}, ${where} ${showSide(wanted)}`;
}

export function driftToJson(project: string, comparison: Comparison, drifts: readonly Drift[]): Json {
  const { kind, ...origin } = comparison;
  return {
    version: 1,
    project,
    comparedWith: { kind, ...origin },
    drift: drifts.map(({ resource, kind: how, state, fields }) => ({
      resource: { ...resource },
      kind: how,
      state,
      fields: fields.map(({ field, from, to, how }) => ({
        field,
        ...(how === undefined ? {} : { how }),
        ...(from === undefined ? {} : { live: from }),
        ...(to === undefined ? {} : { wanted: to }),
      })),
    })),
  };
}
