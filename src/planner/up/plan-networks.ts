import type { NetworkRequest } from '../../model/container-request.ts';
import type { StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { NetworkSpec } from '../../model/network-spec.ts';
import type { ObservedNetwork } from '../../model/observed.ts';
import type { Cause } from '../../model/plan.ts';
import { diffNetwork } from '../diff/diff-network.ts';
import { hasToStop } from '../diff/hot-plug.ts';
import { networkRequest } from '../request/network-request.ts';
import { usedNetworks } from '../snapshot/used-resources.ts';
import type { UpWork } from '../work/up-work.ts';
import { conflictingNetworks, subnetsOverlap } from './conflicting-networks.ts';

interface NetworkToCreate {
  readonly key: string;
  readonly request: NetworkRequest;
  readonly cause: Cause;
  /** What has its name now. */
  readonly have?: ObservedNetwork;
}

/** Creates what is missing, and makes anew what changed. */
export function planNetworks(work: UpWork): void {
  const { context, plan, networkSteps } = work;
  const wanted = usedNetworks(context).flatMap((network) => networkToCreate(work, network) ?? []);
  const changed = wanted.flatMap(({ have, cause }) => (have ? [{ network: have, cause }] : []));
  const removed = [...changed, ...conflictingNetworks(work, wanted)].map(({ network, cause }) => ({
    network,
    step: removeNetwork(work, network, cause),
  }));
  for (const { key, request, cause } of wanted) {
    const before = removed.filter(
      ({ network }) => network.name === request.Name || subnetsOverlap(network, request),
    );
    const create = plan.add({
      operation: { kind: 'create-network', key, request },
      cause,
      after: before.map(({ step }) => step),
    });
    networkSteps.set(request.Name, create);
  }
}

/** @returns undefined: it is used as it is. */
function networkToCreate(
  { context, plan, keptNetworks }: UpWork,
  network: NetworkSpec,
): NetworkToCreate | undefined {
  // Somebody else owns it: we only join it.
  if (network.external) return undefined;
  const request = networkRequest(context.project, network);
  const have = keptNetworks.get(network.name);
  if (!have) return { key: network.key, request, cause: { kind: 'missing' } };
  // One that is not of this project may have containers on it that we know nothing about: it is used as it is.
  const ours = have.labels[LABEL.project] === context.project.name;
  const fields = ours ? diffNetwork(have, request) : [];
  if (fields.length > 0) return { key: network.key, request, cause: { kind: 'changed', fields }, have };
  plan.unchanged({ kind: 'network', name: network.name });
  if (!ours)
    plan.warn(
      `network "${network.name}" exists and is not of this project: it is used as it is; say "external: true" if that is meant`,
    );
  return undefined;
}

/**
 * An engine removes a network only when nobody is on it, and has no second one of the same name: its containers leave
 * it, running, and are put on the new one as soon as that is there.
 */
function removeNetwork(work: UpWork, network: ObservedNetwork, cause: Cause): StepId {
  const { context, plan, stops, disconnected, keptNetworks } = work;
  keptNetworks.delete(network.name);
  const follows: Cause = { kind: 'follows', resource: { kind: 'network', name: network.name } };
  const members = context.observed.containers
    .filter((container) => container.networks.has(network.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const off = members.map((container) => {
    const stop = hasToStop(container, network) ? stops.stop(container, { cause: follows }) : undefined;
    const off = plan.add({
      operation: {
        kind: 'disconnect-network',
        container: container.id,
        name: container.name,
        network: network.name,
      },
      cause: follows,
      after: stop === undefined ? [] : [stop],
    });
    disconnected.set(container.id, new Map([...(disconnected.get(container.id) ?? []), [network.name, off]]));
    return off;
  });
  return plan.add({
    operation: { kind: 'remove-network', id: network.id, name: network.name },
    cause,
    after: off,
  });
}
