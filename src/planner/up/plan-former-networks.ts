import type { ContainerId, StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedNetwork } from '../../model/observed.ts';
import { change } from '../diff/change.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { listNames, sortByName } from '../snapshot/sort-by-name.ts';
import type { UpContext } from '../snapshot/up-context.ts';
import type { NetworkChanges, OrphanRemovals } from '../work/contributions.ts';
import type { Removals } from '../work/plan-removal.ts';
import type { PlannedServices } from '../work/planned-services.ts';

interface FormerNetworkWork
  extends Pick<NetworkChanges, 'keptNetworks'>,
    Pick<PlannedServices, 'planned'>,
    OrphanRemovals {
  readonly context: UpContext;
  readonly plan: PlanBuilder;
}

/**
 * Removes the networks that have another name in the file now, once their containers have left them. An engine looks
 * for the network that a container was made on whenever it starts it, although it has left it: so such a network
 * stays until the container is replaced.
 */
export function planFormerNetworks({
  context,
  plan,
  keptNetworks,
  removals,
  planned,
}: FormerNetworkWork): void {
  const finalDisconnects = disconnectsOf(planned);
  const names = new Set([...context.project.networks.values()].map(({ name }) => name));
  for (const network of sortByName(context.observed.networks)) {
    const now = context.project.networks.get(network.labels[LABEL.network] ?? '')?.name;
    const isOurs = network.labels[LABEL.project] === context.project.name;
    if (!isOurs || now === undefined || names.has(network.name)) continue;
    // Another one needed its addresses: it is removed already.
    if (!keptNetworks.has(network.name)) continue;
    const members = context.observed.containers.filter(({ networks }) => networks.has(network.name));
    const left = members.flatMap(
      ({ id }) => finalDisconnects.get(id)?.get(network.name) ?? removals.of(id) ?? [],
    );
    if (left.length < members.length) continue;
    const natives = context.observed.containers.filter(
      ({ id, networkMode }) =>
        removals.of(id) === undefined && (networkMode === network.name || networkMode === network.id),
    );
    if (natives.length > 0) {
      if (left.length > 0)
        plan.warn(
          `network "${network.name}" is kept although unused: it is needed to start ${listNames(natives)} until replaced (--force-recreate)`,
        );
      continue;
    }
    plan.add({
      operation: { kind: 'remove-network', id: network.id, name: network.name },
      cause: { kind: 'changed', fields: [change('name', network.name, now)] },
      after: [...left, ...removalsOf(context, removals, network)],
      // Somebody else may be on it: that is no reason to fail.
      optional: true,
    });
  }
}

/** By container that stays, and by network that it leaves for good: the step that takes it off. */
const disconnectsOf = (
  planned: PlannedServices['planned'],
): ReadonlyMap<ContainerId, ReadonlyMap<string, StepId>> =>
  new Map(
    [...planned.values()]
      .flat()
      .flatMap(({ kept, leaves }) => (kept && leaves ? [[kept.id, leaves] as const] : [])),
  );

/** Who was made on it and has left it before may still go. */
const removalsOf = (
  { observed }: UpContext,
  removals: Removals,
  { id, name }: ObservedNetwork,
): readonly StepId[] =>
  observed.containers
    .filter(({ networkMode }) => networkMode === name || networkMode === id)
    .flatMap((container) => removals.of(container.id) ?? []);
