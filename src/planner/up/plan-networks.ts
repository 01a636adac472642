import type { NetworkRequest } from '../../model/container-request.ts';
import type { ContainerId, StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { NetworkSpec } from '../../model/network-spec.ts';
import type { ObservedNetwork } from '../../model/observed.ts';
import type { NetworkMember } from '../../model/operation.ts';
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
    const { step, members } = removeNetwork(work, network, cause);
    keptNetworks.delete(network.name);
    for (const { container, left } of members)
      offRemoved.set(container, new Map([...(offRemoved.get(container) ?? []), [network.name, left]]));
    return { network, step, members };
  });
  const fixed: StepId[] = [];
  for (const { key, request, cause } of subnetsFirst(desired)) {
    const before = removed.filter(
      ({ network }) => network.name === request.Name || subnetsOverlap(network, request),
    );
    // One that stands in the way of several comes back when the one of its name fails.
    const replaces = before.filter(
      ({ network: { name } }) =>
        name === request.Name || !desired.some((other) => other.request.Name === name),
    );
    const create = plan.add({
      operation: {
        kind: 'create-network',
        key,
        request,
        ...(replaces.length > 0 && {
          replaces: replaces.map(({ network, members }) => ({ request: requestOf(network), members })),
        }),
      },
      cause,
      after: [...before.map(({ step }) => step), ...(hasSubnet(request) ? [] : fixed)],
    });
    if (hasSubnet(request)) fixed.push(create);
    networkSteps.set(request.Name, create);
  }
  return { networkSteps, keptNetworks, offRemoved };
}

/** Where the files name no subnet the engine takes a free one, which may be the one that another network asks for. */
const subnetsFirst = (desired: readonly NetworkToCreate[]): readonly NetworkToCreate[] => [
  ...desired.filter(({ request }) => hasSubnet(request)),
  ...desired.filter(({ request }) => !hasSubnet(request)),
];

const hasSubnet = ({ IPAM }: NetworkRequest): boolean =>
  (IPAM?.Config ?? []).some(({ Subnet }) => Subnet !== undefined);

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
  const fields = ours ? withoutSecrets(diffNetwork(have, request), context) : [];
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
): { readonly step: StepId; readonly members: readonly NetworkMember[] } {
  const follows: Cause = { kind: 'follows', resource: { kind: 'network', name: network.name } };
  const members = context.observed.containers
    .filter((container) => container.networks.has(network.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((container): NetworkMember => {
      const { id, name } = container;
      const stop = hasToStop(container, network) ? stops.stop(container, { cause: follows }) : undefined;
      const left = plan.add({
        operation: {
          kind: 'disconnect-network',
          container: id,
          name,
          network: network.name,
          remembers: true,
        },
        cause: follows,
        after: stop === undefined ? [] : [stop],
      });
      return { container: id, name, left, wasStopped: stop !== undefined };
    });
  const step = plan.add({
    operation: {
      kind: 'remove-network',
      id: network.id,
      name: network.name,
      ...(members.length > 0 && { members }),
    },
    cause,
    after: members.map(({ left }) => left),
  });
  return { step, members };
}

/** As it can be asked for again, also what the engine chose: its subnet is the one that containers know. */
const requestOf = ({ name, driver, labels, settings = {} }: ObservedNetwork): NetworkRequest => ({
  ...settings,
  Name: name,
  Driver: driver,
  Labels: labels,
});
