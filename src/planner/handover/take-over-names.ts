import type { ContainerId, StepId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import { borrowedName } from '../../model/temporary-name.ts';
import { change } from '../diff/change.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { numberOf } from '../snapshot/own-containers.ts';
import type { StartContext } from '../snapshot/up-context.ts';
import type { NameHandovers, OrphanRemovals } from '../work/contributions.ts';

interface NameWork extends OrphanRemovals {
  readonly context: StartContext;
}

interface Move {
  readonly container: ObservedContainer;
  readonly to: string;
}

/**
 * Names that go from one container to another: who has one and is to have another gives it up before anybody takes it. Two
 * that swap theirs could never begin, so one of them has a temporary name in between.
 *
 * Source: https://docs.docker.com/reference/api/engine/version/v1.45/#tag/Container/operation/ContainerRename (409: name in use)
 */
export function planNameHandovers({
  context,
  plan,
  removals,
}: NameWork & { readonly plan: PlanBuilder }): NameHandovers {
  const freedNames = new Map<string, StepId>();
  const renamed = new Map<ContainerId, { readonly name: string; readonly step: StepId }>();
  // A removed container releases its name with its removal, and nobody can rename it any more.
  const stays = ({ id }: ObservedContainer): boolean => removals.of(id) === undefined;
  const moves = movesIn(context).filter(({ container }) => stays(container));
  if (moves.length === 0) return { freedNames, renamed };
  const desired = desiredNames(context);
  const taken = new Set(context.observed.containers.filter(stays).map(({ name }) => name));
  let waiting = moves.filter(({ container }) => desired.has(container.name));
  for (;;) {
    const next = waiting.find(({ to }) => !taken.has(to)) ?? waiting[0];
    if (!next) return { freedNames, renamed };
    const { container, to } = next;
    const name = taken.has(to) ? borrowedName(container.id, to) : to;
    const step = plan.add({
      operation: { kind: 'rename-container', container: { id: container.id }, from: container.name, name },
      cause: { kind: 'changed', fields: [change('container_name', container.name, to)] },
      after: nameFreed({ context, removals, freedNames }, name),
    });
    taken.delete(container.name);
    taken.add(name);
    freedNames.set(container.name, step);
    renamed.set(container.id, { name, step });
    waiting = waiting.filter((move) => move !== next);
  }
}

/** The steps after which a container can have the name; none: nobody has it, or nobody gives it up. */
export function nameFreed(
  { freedNames, removals, context }: Pick<NameHandovers, 'freedNames'> & NameWork,
  name: string,
): readonly StepId[] {
  const freed = freedNames.get(name);
  if (freed !== undefined) return [freed];
  const holder =
    !removals.isEmpty() && context.observed.containers.find((container) => container.name === name);
  const removal = holder ? removals.of(holder.id) : undefined;
  return removal === undefined ? [] : [removal];
}

const movesIn = (context: StartContext): readonly Move[] =>
  context.services.flatMap((service) =>
    context.containersOf(service).current.flatMap((container): readonly Move[] => {
      const { name } = context.desired(service, numberOf(container));
      return container.name === name ? [] : [{ container, to: name }];
    }),
  );

const desiredNames = (context: StartContext): ReadonlySet<string> =>
  new Set(
    context.services.flatMap((service) =>
      context.numbersOf(service.name).map((number) => context.desired(service, number).name),
    ),
  );
