import { UserError } from '../../diagnostics/user-error.ts';
import type { StepId } from '../../model/ids.ts';
import type { ObservedSwarm } from '../../model/observed-swarm.ts';
import type { Project } from '../../model/project.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { networkName, networksByPriority } from '../request/endpoints.ts';
import { networkRequest } from '../request/network-request.ts';
import { stackLabels } from './swarm-names.ts';

/**
 * The networks that the services of the project are on. Error: UserError for one of this machine alone, or an external one that is missing.
 *
 * @returns by `network NAME`: the step that makes it
 */
export function addNetworks(
  plan: PlanBuilder,
  project: Project,
  observed: ObservedSwarm,
): ReadonlyMap<string, StepId> {
  const made = new Map<string, StepId>();
  const keys = new Set([...project.services.values()].flatMap((service) => networksByPriority(service)));
  for (const key of keys) {
    const name = networkName(project, key);
    const spec = project.networks.get(key);
    const have = observed.networks.find((network) => network.name === name);
    if (have && have.scope === 'swarm') {
      plan.unchanged({ kind: 'network', name });
      continue;
    }
    if (have)
      throw new UserError(
        'bad-usage',
        `network "${name}" is of one machine (${have.scope}), and the tasks of a swarm cannot join it`,
        {
          hint: 'take the project down on this engine first, or give the network another name',
          about: { of: ['networks', key], settings: ['name'] },
        },
      );
    if (!spec || spec.external)
      throw new UserError(
        'missing-external',
        `network "${name}" is external, and the swarm does not have it`,
        {
          hint: `make it: docker network create --driver overlay --attachable ${name}`,
          about: { of: ['networks', key], settings: ['external'] },
        },
      );
    const request = networkRequest(project, spec);
    const step = plan.add({
      operation: {
        kind: 'create-network',
        key,
        request: {
          ...request,
          Driver: spec.driver ?? 'overlay',
          // So that containers of `run` may join it.
          ...((spec.driver ?? 'overlay') === 'overlay' && spec.attachable !== false && { Attachable: true }),
          Labels: { ...request.Labels, ...stackLabels(project, new Map()) },
        },
      },
      cause: { kind: 'missing' },
    });
    made.set(`network ${name}`, step);
  }
  return made;
}
