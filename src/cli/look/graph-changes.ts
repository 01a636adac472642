import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { finalName } from '../../model/temporary-name.ts';
import { changesOf } from '../../ui/plan/plan-changes.ts';

/** What a plan does to each node of the project's graph, by the node's id; of several containers all that differ. */
export function changesByNode(project: Project, plan: Plan): ReadonlyMap<string, string> {
  const nodeOf = nodesByResource(project, plan);
  const actions = new Map<string, Set<string>>();
  for (const { resource, action, onlyIfNew } of changesOf(plan)) {
    const node = nodeOf.get(`${resource.kind} ${resource.name}`);
    if (node === undefined) continue;
    const known = actions.get(node) ?? new Set();
    actions.set(node, known.add(onlyIfNew.length > 0 ? `${action} if the image is new` : action));
  }
  return new Map([...actions].map(([node, known]) => [node, [...known].join(', ')]));
}

function nodesByResource(project: Project, plan: Plan): ReadonlyMap<string, string> {
  const nodes = new Map<string, string>();
  for (const [key, { name }] of project.networks) nodes.set(`network ${name}`, `network ${key}`);
  for (const [key, { name }] of project.volumes) nodes.set(`volume ${name}`, `volume ${key}`);
  for (const { operation } of plan.steps) {
    if (operation.kind === 'create-swarm-service')
      nodes.set(`service ${operation.request.Name}`, `service ${operation.service}`);
    if (operation.kind === 'update-swarm-service')
      nodes.set(`service ${operation.name}`, `service ${operation.service}`);
    if (!('service' in operation) || !('name' in operation)) continue;
    nodes.set(`container ${finalName(operation.name)}`, `service ${operation.service}`);
  }
  return nodes;
}
