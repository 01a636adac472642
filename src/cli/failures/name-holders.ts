import type { Engine } from '../../engine/port/engine.ts';
import { describeContainer } from '../../model/describe-container.ts';
import type { Failure } from '../../model/failure.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Operation } from '../../model/operation.ts';

/** Says which containers keep a network or volume from being removed, or have a port: the engine has their ids, or not even these. */
export async function nameHolders<F extends Failure>(
  failure: F,
  operation: Operation,
  engine: Engine,
): Promise<F> {
  if (failure.code === 'port-taken') return namePortHolder(failure, engine);
  const holds = holding(operation);
  if (!holds) return failure;
  const everywhere = await engine.listContainers([]).catch(() => []);
  const names = everywhere
    .filter(holds)
    .map(({ name }) => name)
    .sort();
  if (names.length === 0) return failure;
  const { engineSays: _, ...rest } = failure;
  const isNetwork = operation.kind === 'remove-network';
  const plural = names.length === 1 ? '' : 's';
  return {
    ...(rest as F),
    message: `it is still in use by container${plural} ${names.join(', ')}`,
    hint: isNetwork
      ? `docker network disconnect ${operation.name} ${names[0]}, or remove the container${plural}: docker rm -f ${names.join(' ')}`
      : `remove the container${plural}, if ${names.length === 1 ? 'it' : 'they'} can go: docker rm -f ${names.join(' ')}`,
  };
}

async function namePortHolder<F extends Failure>(failure: F, engine: Engine): Promise<F> {
  const port = /^port (\d+) of .* is published by another container/.exec(failure.message)?.[1];
  if (port === undefined) return failure;
  const everywhere = await engine.listContainers([]).catch(() => []);
  const holder = everywhere.find(
    ({ state, ports }) => state !== 'exited' && ports.some(({ published }) => published === Number(port)),
  );
  if (!holder) return failure;
  return {
    ...failure,
    message: failure.message.replace('another container already', describeContainer(holder)),
    hint: `publish another port, or stop that container: docker stop ${holder.name}`,
  };
}

function holding(operation: Operation): ((container: ObservedContainer) => boolean) | undefined {
  if (operation.kind === 'remove-network') return ({ networks }) => networks.has(operation.name);
  if (operation.kind === 'remove-volume')
    return ({ mounts }) => mounts.some(({ name }) => name === operation.name);
  return undefined;
}
