import type { StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer, ObservedNetwork } from '../../model/observed.ts';
import { change } from '../diff/change.ts';
import { listNames, sortByName } from '../snapshot/sort-by-name.ts';
import type { UpWork } from '../work/up-work.ts';

/**
 * Removes the networks that have another name in the file now, once their containers have left them. An engine looks
 * for the network that a container was made on whenever it starts it, although it has left it: so such a network
 * stays until the container is replaced.
 */
export function planFormerNetworks(work: UpWork): void {
  const { context, plan } = work;
  const names = new Set([...context.project.networks.values()].map(({ name }) => name));
  for (const network of sortByName(context.observed.networks)) {
    const now = context.project.networks.get(network.labels[LABEL.network] ?? '')?.name;
    const isOurs = network.labels[LABEL.project] === context.project.name;
    if (!isOurs || now === undefined || names.has(network.name)) continue;
    // Another one needed its addresses: it is removed already.
    if (!work.keptNetworks.has(network.name)) continue;
    const members = context.observed.containers.filter(({ networks }) => networks.has(network.name));
    const left = members.flatMap((container) => departure(work, container, network) ?? []);
    if (left.length < members.length) continue;
    const natives = context.observed.containers.filter(
      ({ id, networkMode }) =>
        !work.removals.has(id) && (networkMode === network.name || networkMode === network.id),
    );
    if (natives.length > 0) {
      if (left.length > 0)
        plan.warn(
          `network "${network.name}" stays although nobody uses it any more: ${listNames(natives)} cannot be started without it until replaced (--force-recreate)`,
        );
      continue;
    }
    plan.add({
      operation: { kind: 'remove-network', id: network.id, name: network.name },
      cause: { kind: 'changed', fields: [change('name', network.name, now)] },
      after: [...left, ...removalsOf(work, network)],
      // Somebody else may be on it: that is no reason to fail.
      optional: true,
    });
  }
}

const departure = (work: UpWork, { id }: ObservedContainer, { name }: ObservedNetwork): StepId | undefined =>
  work.departures.get(`${id} ${name}`) ?? work.removals.get(id);

/** Who was made on it and has left it before may still go. */
const removalsOf = ({ context, removals }: UpWork, { id, name }: ObservedNetwork): readonly StepId[] =>
  context.observed.containers
    .filter(({ networkMode }) => networkMode === name || networkMode === id)
    .flatMap((container) => removals.get(container.id) ?? []);
