import type { ContainerId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';
import { readTemporaryName } from '../../model/temporary-name.ts';
import { visible } from '../../util/disarm.ts';
import { fitLine } from '../text/fit-line.ts';
import { type Drift, driftOf } from './drift.ts';
import { showSide } from './show-field.ts';

/** The longest text of one side of a field: a command may be a page long. */
const VALUE_WIDTH = 24;

interface ShortDrifts {
  /** `mem_limit 64m→128m, stopped`. Containers without drift are omitted. */
  readonly texts: ReadonlyMap<ContainerId, string>;
  /** The drift of other resources: missing containers, networks, volumes. */
  readonly others: readonly Drift[];
}

/** The drift of each container in a word or two. */
export function shortDrifts(
  plan: Plan,
  containers: readonly ObservedContainer[],
  truncate: boolean,
): ShortDrifts {
  const drifts = driftOf(plan);
  const nameOf = wantedNames(plan, containers);
  const found = containers.flatMap((container) => {
    const drift = drifts.find(({ resource, kind }) => {
      const isHere = kind !== 'missing' && resource.kind === 'container';
      return isHere && resource.name === nameOf(container);
    });
    return drift ? [{ container, drift }] : [];
  });
  const inDrift = new Set(found.map(({ drift }) => drift));
  return {
    texts: new Map(
      found.map(({ container, drift }) => [container.id, shortText(container, drift, truncate)]),
    ),
    others: drifts.filter((drift) => !inDrift.has(drift)),
  };
}

/** A plan uses the desired name of a container. */
function wantedNames(
  { steps }: Plan,
  containers: readonly ObservedContainer[],
): (container: ObservedContainer) => string {
  const names = new Map<string, string>();
  for (const { operation } of steps) {
    if (operation.kind === 'rename-container' && 'id' in operation.container)
      names.set(operation.container.id, operation.name);
    if (operation.kind !== 'create-container') continue;
    const temporary = readTemporaryName(operation.name);
    const replaced = temporary && containers.find(({ id }) => id.startsWith(temporary.replaces));
    if (replaced) names.set(replaced.id, temporary.name);
  }
  return ({ id, name }) => names.get(id) ?? name;
}

function shortText({ state }: ObservedContainer, { kind, cause, fields }: Drift, truncate: boolean): string {
  if (kind === 'extra') return cause === 'orphan' ? 'orphan' : 'one too many';
  const short = (value: string | undefined): string => {
    const text = visible(showSide(value));
    return truncate ? fitLine(text, VALUE_WIDTH) : text;
  };
  const changes = fields.map(({ field, from, to, how }) => {
    if (how === 'replaced') return `${field} replaced`;
    // Both values are hidden or unknown.
    return from === to ? field : `${field} ${short(from)}→${short(to)}`;
  });
  const parts = [
    ...(kind === 'not-running' ? [state === 'exited' || state === 'dead' ? 'stopped' : state] : []),
    ...changes,
  ];
  return parts.length > 0 ? parts.join(', ') : 'another image';
}
