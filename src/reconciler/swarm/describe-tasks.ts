import { UserError } from '../../diagnostics/user-error.ts';
import type { Swarm } from '../../engine/port/swarm.ts';
import type { ObservedSwarmService, SwarmNode, SwarmTask } from '../../model/observed-swarm.ts';
import type { OperationOf } from '../../model/operation.ts';
import { constraintsOf, meets } from '../../planner/swarm/constraints.ts';

const LAST_LINES = 10;

interface Failed {
  readonly why: string;
  readonly task?: SwarmTask;
}

/** With the task's own error, its node, and the last lines that it wrote. */
export async function describeFailure(
  swarm: Swarm,
  { name, service }: OperationOf<'await-tasks'>,
  { why, task }: Failed,
): Promise<UserError> {
  const [nodes, output] = task
    ? await Promise.all([swarm.nodes(), swarm.lastLines(task.id, LAST_LINES).catch(() => [])])
    : [[], []];
  const node = nodes.find(({ id }) => id === task?.nodeId)?.hostname;
  const told = task?.error && !why.includes(task.error) ? `: ${task.error}` : '';
  const where = node === undefined ? '' : ` on node ${node}`;
  return new UserError('wait-failed', `service ${name}: ${why}${told}${where}`, {
    output,
    about: { of: ['services', service], settings: settingsFor(task) },
  });
}

/** The setting that is the likely cause. */
function settingsFor(task: SwarmTask | undefined): readonly string[] {
  const error = task?.error ?? '';
  if (/unhealthy container/.test(error)) return ['healthcheck', 'command'];
  if (/No such image/.test(error)) return ['image'];
  if (/bind source path/.test(error)) return ['volumes'];
  if (/no suitable node|insufficient resources/.test(error)) return ['deploy'];
  if (/host-mode port/.test(error)) return ['ports'];
  return ['command', 'image'];
}

/** Which constraint leaves out which node. */
export async function describePending(
  swarm: Swarm,
  { spec }: ObservedSwarmService,
  task: SwarmTask,
): Promise<string> {
  const nodes = await swarm.nodes();
  const reasons = nodes.map((node) => `${node.hostname}: ${excludes(node, constraintsOf(spec))}`);
  return `no node can run it (${task.error ?? 'no reason given'}): ${reasons.join('; ')}`;
}

function excludes(node: SwarmNode, constraints: readonly string[]): string {
  if (node.state !== 'ready') return `it is ${node.state}`;
  if (node.availability !== 'active') return `its availability is ${node.availability}`;
  const unmet = constraints.find((constraint) => !meets(node, constraint));
  return unmet === undefined ? 'it has no room, port or platform for it' : `it does not meet ${unmet}`;
}
