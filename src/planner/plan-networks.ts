import type { StepId } from '../model/ids.ts';
import { LABEL } from '../model/labels.ts';
import type { ObservedNetwork } from '../model/observed.ts';
import type { Cause } from '../model/plan.ts';
import { diffNetwork } from './diff-network.ts';
import { usedNetworks } from './externals.ts';
import { hasToStop } from './hot-plug.ts';
import { networkRequest } from './network-request.ts';
import type { UpWork } from './up-work.ts';

/** Creates what is missing, and makes anew what changed. */
export function planNetworks(work: UpWork): void {
  const { scene, plan, standingNetworks } = work;
  for (const network of usedNetworks(scene)) {
    // Somebody else owns it: we only join it.
    if (network.external) continue;
    const request = networkRequest(scene.project, network);
    const have = standingNetworks.get(network.name);
    // One that is not of this project may have containers on it that we know nothing about: it is used as it is.
    const ours = have?.labels[LABEL.project] === scene.project.name;
    const fields = have && ours ? diffNetwork(have, request) : [];
    if (have && fields.length === 0) {
      plan.unchanged({ kind: 'network', name: network.name });
      if (!ours)
        plan.warn(
          `network "${network.name}" exists and is not of this project: it is used as it is; say "external: true" if that is meant`,
        );
      continue;
    }
    const cause: Cause = have ? { kind: 'changed', fields } : { kind: 'missing' };
    const after = have ? [removeNetwork(work, have, cause)] : [];
    const create = plan.add({
      operation: { kind: 'create-network', key: network.key, request },
      cause,
      after,
    });
    standingNetworks.delete(network.name);
    work.networkSteps.set(network.name, create);
  }
}

/**
 * An engine removes a network only when nobody is on it, and has no second one of the same name: its containers leave
 * it, running, and are put on the new one as soon as that is there.
 */
function removeNetwork(work: UpWork, network: ObservedNetwork, cause: Cause): StepId {
  const { scene, plan, stops, detached } = work;
  const follows: Cause = { kind: 'follows', resource: { kind: 'network', name: network.name } };
  const members = scene.observed.containers
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
    detached.set(container.id, new Map([...(detached.get(container.id) ?? []), [network.name, off]]));
    return off;
  });
  return plan.add({
    operation: { kind: 'remove-network', id: network.id, name: network.name },
    cause,
    after: off,
  });
}
