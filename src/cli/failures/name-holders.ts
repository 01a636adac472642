import type { Engine } from '../../engine/engine.ts';
import type { Failure } from '../../model/failure.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Operation } from '../../model/operation.ts';

/** Says which containers keep a network or volume from being removed: the engine has their ids, or not even these. */
export async function nameHolders<F extends Failure>(
  failure: F,
  operation: Operation,
  engine: Engine,
): Promise<F> {
  if (failure.code !== 'in-use') return failure;
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

function holding(operation: Operation): ((container: ObservedContainer) => boolean) | undefined {
  if (operation.kind === 'remove-network') return ({ networks }) => networks.has(operation.name);
  if (operation.kind === 'remove-volume')
    return ({ mounts }) => mounts.some(({ name }) => name === operation.name);
  return undefined;
}
