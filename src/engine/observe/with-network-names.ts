import type { ObservedContainer, ObservedNetwork } from '../../model/observed.ts';

/**
 * Containers with their networks by name. docker compose requests external networks by id, and until the first start of a
 * container the engine reports the id.
 */
export function withNetworkNames(
  containers: readonly ObservedContainer[],
  networks: readonly Pick<ObservedNetwork, 'id' | 'name'>[],
): readonly ObservedContainer[] {
  if (!containers.some(({ state }) => state === 'created')) return containers;
  const names = new Map<string, string>(networks.map(({ id, name }) => [id, name]));
  return containers.map((container) => {
    if (container.state !== 'created') return container;
    const named = [...container.networks].map(([key, to]) => [names.get(key) ?? key, to] as const);
    return { ...container, networks: new Map(named) };
  });
}
