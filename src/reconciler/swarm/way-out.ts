import { gantry, type Hint } from '../../diagnostics/hint.ts';
import type { ObservedSwarmService, SwarmNode } from '../../model/observed-swarm.ts';
import { whyNotOn } from '../../planner/swarm/fits.ts';

/** All nodes are there, and none of them may run it: that lasts until somebody changes a node or the service. */
export const isNoNodeFor = ({ spec }: ObservedSwarmService, nodes: readonly SwarmNode[]): boolean =>
  nodes.length > 0 && nodes.every((node) => node.state === 'ready' && whyNotOn(node, spec) !== undefined);

/** What gives a service a node, where only its availability keeps it from running it. */
export function nodeForIt({ spec }: ObservedSwarmService, nodes: readonly SwarmNode[]): Hint | undefined {
  const kept = nodes.find(
    (node) =>
      node.availability !== 'active' && whyNotOn({ ...node, availability: 'active' }, spec) === undefined,
  );
  return kept && [gantry('drain', '--undo', kept.hostname), ' lets that node get tasks again'];
}

/** What ends an update that did not come to its end, where the swarm keeps what was there before. */
export function backFromUpdate(
  service: string,
  { previousSpec, updateStatus }: ObservedSwarmService,
): Hint | undefined {
  const isUnended = updateStatus?.state === 'paused' || updateStatus?.state === 'updating';
  if (!isUnended || previousSpec === undefined) return undefined;
  return [gantry('rollback', service), ' brings back what it was before its last change'];
}
