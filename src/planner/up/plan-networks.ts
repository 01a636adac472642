import type { NetworkRequest } from '../../model/container-request.ts';
import type { ContainerId, StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { NetworkSpec } from '../../model/network-spec.ts';
import type { ObservedNetwork } from '../../model/observed.ts';
import type { Cause } from '../../model/plan.ts';
import { diffNetwork } from '../diff/diff-network.ts';
import { withoutSecrets } from '../diff/hide-secrets.ts';
import { hasToStop } from '../diff/hot-plug.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { networkRequest } from '../request/network-request.ts';
import type { UpContext } from '../snapshot/up-context.ts';
import { usedNetworks } from '../snapshot/used-resources.ts';
import type { NetworkChanges } from '../work/contributions.ts';
import type { Stops } from '../work/stops.ts';
import { conflictingNetworks, subnetsOverlap } from './conflicting-networks.ts';

interface NetworkWork {
  readonly context: UpContext;
  readonly plan: PlanBuilder;
  readonly stops: Stops;
}

interface NetworkToCreate {
  readonly key: string;
  readonly request: NetworkRequest;
  readonly cause: Cause;
  /** What has its name now. */
  readonly have?: ObservedNetwork;
}

/** Creates what is missing, and makes anew what changed. */
export function planNetworks(work: NetworkWork): NetworkChanges {
  const { context, plan } = work;
  const networkSteps = new Map<string, StepId>();
  const keptNetworks = new Map(context.observed.networks.map((network) => [network.name, network]));
  const offRemoved = new Map<ContainerId, ReadonlyMap<string, StepId>>();
  const desired = usedNetworks(context).flatMap(
    (network) => networkToCreate(work, network, keptNetworks.get(network.name)) ?? [],
  );
  const changed = desired.flatMap(({ have, cause }) => (have ? [{ network: have, cause }] : []));
  const removed = [...changed, ...conflictingNetworks(context, desired)].map(({ network, cause }) => {
    const { step, disconnects } = removeNetwork(work, network, cause);
    keptNetworks.delete(network.name);
    for (const [id, off] of disconnects)
      offRemoved.set(id, new Map([...(offRemoved.get(id) ?? []), [network.name, off]]));
    return { network, step };
  });
  for (const { key, request, cause } of desired) {
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
  return { networkSteps, keptNetworks, offRemoved };
}

/** @returns undefined: it is used as it is. */
function networkToCreate(
  { context, plan }: NetworkWork,
  network: NetworkSpec,
  have: ObservedNetwork | undefined,
): NetworkToCreate | undefined {
  // Somebody else owns it: we only join it.
  if (network.external) return undefined;
  const request = networkRequest(context.project, network);
  if (!have) return { key: network.key, request, cause: { kind: 'missing' } };
  // One that is not of this project may have containers on it that we know nothing about: it is used as it is.
  const ours = have.labels[LABEL.project] === context.project.name;
  const fields = ours ? withoutSecrets(diffNetwork(have, request), context.project) : [];
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
 *
 * Source: https://docs.docker.com/reference/api/engine/version/v1.45/#tag/Network/operation/NetworkDelete (403: has endpoints)
 */
function removeNetwork(
  { context, plan, stops }: NetworkWork,
  network: ObservedNetwork,
  cause: Cause,
): { readonly step: StepId; readonly disconnects: readonly (readonly [ContainerId, StepId])[] } {
  const follows: Cause = { kind: 'follows', resource: { kind: 'network', name: network.name } };
  const members = context.observed.containers
    .filter((container) => container.networks.has(network.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const disconnects = members.map((container) => {
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
    return [container.id, off] as const;
  });
  const step = plan.add({
    operation: { kind: 'remove-network', id: network.id, name: network.name },
    cause,
    after: disconnects.map(([, off]) => off),
  });
  return { step, disconnects };
}
