import type { Engine } from '../../engine/port/engine.ts';
import type { NetworkRequest } from '../../model/container-request.ts';
import type { NetworkMember, OperationOf, ReplacedNetwork } from '../../model/operation.ts';
import type { Made } from '../../model/outcome.ts';
import { endpointOf } from './results.ts';
import type { StepContext } from './step-context.ts';

type NetworkContext = Pick<StepContext, 'engine' | 'recorded' | 'warn'>;

/**
 * Makes a network. What was removed for it is made again when the engine refuses, with the containers that were on it: a
 * project without its network serves nobody.
 *
 * Error: that of the engine, whatever became of the old networks.
 */
export async function createNetwork(
  { request, replaces = [] }: OperationOf<'create-network'>,
  context: NetworkContext,
): Promise<void> {
  try {
    await make(request, context.engine);
  } catch (error) {
    for (const network of replaces) await putBack(network, context);
    throw error;
  }
}

/** One of a swarm is made by its leader, which may be lost before it answers. */
async function make(request: NetworkRequest, engine: Engine): Promise<void> {
  if (request.Driver !== 'overlay') return engine.createNetwork(request);
  const { createSwarmNetwork } = await import('../swarm/change-swarm.ts');
  return createSwarmNetwork(request, engine);
}

/** Removes a network; those who were taken off for it are put on again when it stays. Error: that of the engine. */
export async function removeNetwork(
  { id, name, members = [] }: OperationOf<'remove-network'>,
  context: NetworkContext,
): Promise<void> {
  try {
    await context.engine.removeNetwork(id);
  } catch (error) {
    await reconnect(name, members, context);
    throw error;
  }
}

/** Takes a container off a network, and remembers how it was on it where the operation says so. */
export async function leaveNetwork(
  { container, network, remembers }: OperationOf<'disconnect-network'>,
  engine: Engine,
): Promise<Made> {
  const endpoint = remembers ? (await engine.inspectContainer(container)).endpoints?.[network] : undefined;
  await engine.disconnectNetwork(network, container);
  return endpoint ? { kind: 'endpoint', endpoint } : { kind: 'nothing' };
}

async function putBack({ request, members }: ReplacedNetwork, context: NetworkContext): Promise<void> {
  try {
    await context.engine.createNetwork(request);
  } catch (error) {
    context.warn(`network ${request.Name} could not be put back: ${messageOf(error)}`);
    return;
  }
  if (await reconnect(request.Name, members, context))
    context.warn(`network ${request.Name} was put back as it was, with its containers`);
}

/** @returns whether all of them are on it again; else it has been told who is not. */
async function reconnect(
  network: string,
  members: readonly NetworkMember[],
  { engine, recorded, warn }: NetworkContext,
): Promise<boolean> {
  const back = await Promise.all(
    members.map(async ({ container, name, left, wasStopped }) => {
      try {
        await engine.connectNetwork(network, container, endpointOf(left, recorded));
        if (wasStopped) await engine.startContainer(container);
        return true;
      } catch (error) {
        warn(`container ${name} could not be put back on network ${network}: ${messageOf(error)}`);
        return false;
      }
    }),
  );
  return back.every((done) => done);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
