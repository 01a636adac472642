import { isJsonMap, type Json, type JsonMap } from '../../model/json.ts';
import type { ObservedSwarm } from '../../model/observed-swarm.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { nodeDataOf } from './node-data.ts';
import { NODE_LABEL, swarmServiceName } from './swarm-names.ts';

/**
 * The project with what was moved to the swarm together with its data, which a swarm does not move: such a service stays on the node that
 * its label names, as long as it has data of a node, and the files do not name a node themselves.
 */
export function keptOnNodes(project: Project, { services }: Pick<ObservedSwarm, 'services'>): Project {
  const nodes = new Map(services.map(({ name, labels }) => [name, labels[NODE_LABEL]]));
  const kept = [...project.services.values()].flatMap((service) => {
    const node = nodes.get(swarmServiceName(project, service));
    return node === undefined || nodeDataOf(project, service).length === 0
      ? []
      : [[service.name, node] as const];
  });
  return kept.length === 0 ? project : onNodes(project, new Map(kept));
}

/** @param nodes by service: the id of the node that it is to stay on, unless the files name one */
export const onNodes = (project: Project, nodes: ReadonlyMap<string, string>): Project => ({
  ...project,
  services: new Map(
    [...project.services].map(([name, service]) => {
      const node = nodes.get(name);
      return [name, node === undefined || namesNode(service) ? service : onNode(service, node)] as const;
    }),
  ),
});

const onNode = ({ deploy, ...service }: ServiceSpec, node: string): ServiceSpec => ({
  ...service,
  deploy: {
    ...deploy,
    labels: new Map([...(deploy?.labels ?? []), [NODE_LABEL, node]]),
    placement: {
      ...placementOf(deploy?.placement),
      constraints: [...constraintsIn(deploy?.placement), `node.id==${node}`],
    },
  },
});

const placementOf = (written: Json | undefined): JsonMap => (isJsonMap(written) ? written : {});

/** As they are written: `deploy.placement.constraints`. */
export function constraintsIn(written: Json | undefined): readonly Json[] {
  const { constraints } = placementOf(written);
  return Array.isArray(constraints) ? constraints : [];
}

/** Whether the files say themselves which node runs it. */
const namesNode = ({ deploy }: Pick<ServiceSpec, 'deploy'>): boolean =>
  constraintsIn(deploy?.placement).some((one) => /^\s*node\.(id|hostname)\s*==/.test(String(one)));
