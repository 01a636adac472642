import { isJsonMap, type Json, type JsonMap } from '../../model/json.ts';
import type { SwarmNode } from '../../model/observed-swarm.ts';

/** What `deploy.placement.constraints` of a service says, in the words of the swarm. */
export function constraintsOf(spec: JsonMap): readonly string[] {
  const task = isJsonMap(spec.TaskTemplate) ? spec.TaskTemplate : {};
  const placement = isJsonMap(task.Placement) ? task.Placement : {};
  return Array.isArray(placement.Constraints) ? placement.Constraints.map((one: Json) => String(one)) : [];
}

/** `node.labels.disk==ssd`, `node.hostname!=one`. What is not known here counts as met. */
export function meets(node: SwarmNode, constraint: string): boolean {
  const [, key = '', operator, wanted = ''] = /^\s*([^!=\s]+)\s*([!=]=)\s*(.*?)\s*$/.exec(constraint) ?? [];
  const value = key.startsWith('node.labels.')
    ? (node.labels[key.slice('node.labels.'.length)] ?? '')
    : {
        'node.id': node.id,
        'node.hostname': node.hostname,
        'node.role': node.role,
        'node.platform.os': node.os,
        'node.platform.arch': node.architecture,
      }[key];
  if (value === undefined) return true;
  return (value.toLowerCase() === wanted.toLowerCase()) === (operator === '==');
}

/** Gets new tasks, as far as the constraints are concerned. */
export const takesTasks = (node: SwarmNode, spec: JsonMap): boolean =>
  node.state === 'ready' &&
  node.availability === 'active' &&
  constraintsOf(spec).every((constraint) => meets(node, constraint));
