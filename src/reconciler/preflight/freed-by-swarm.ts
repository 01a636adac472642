import type { Engine } from '../../engine/port/engine.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import { isUndo, type Plan } from '../../model/plan.ts';
import type { Machine } from './machine.ts';

/** The label of the engine on the container of a task. */
const SERVICE_NAME = 'com.docker.swarm.service.name';

/** What is free when the services are gone that the plan removes from the swarm. */
interface FreedBySwarm {
  readonly containers: ReadonlySet<ObservedContainer>;
  readonly ports: readonly { readonly port: number; readonly protocol: string }[];
}

/** One list call, if the plan removes any. */
export async function freedBySwarm(
  plan: Plan,
  engine: Engine,
  everywhere: readonly ObservedContainer[],
): Promise<FreedBySwarm> {
  const removed = new Set(
    plan.steps.flatMap((step) =>
      step.operation.kind === 'remove-swarm-service' && !isUndo(step) ? [step.operation.name] : [],
    ),
  );
  if (removed.size === 0) return { containers: new Set(), ports: [] };
  const ingress = await (await engine.swarm()).ingressPorts();
  const containers = everywhere.filter(({ labels }) => removed.has(labels[SERVICE_NAME] ?? ''));
  return {
    containers: new Set(containers),
    ports: [
      ...ingress.filter(({ service }) => removed.has(service)),
      ...containers
        .flatMap(({ ports }) => ports)
        .flatMap(({ published, protocol }) =>
          published === undefined ? [] : [{ port: published, protocol }],
        ),
    ],
  };
}

/** The machine when they are gone: until then the engine listens on their ports. */
export const withoutSwarm = (machine: Machine, { ports }: FreedBySwarm): Machine => ({
  ...machine,
  isPortFree: async (port, protocol, hostIp) =>
    ports.some((freed) => freed.port === port && freed.protocol === protocol) ||
    machine.isPortFree(port, protocol, hostIp),
});
