import type { Operation } from '../../model/operation.ts';

/** Whether the container that the operation creates is given its port out of a range of published ones. */
export function hasPortRange(operation: Operation | undefined): boolean {
  if (operation?.kind !== 'create-container') return false;
  const bindings = Object.values(operation.request.HostConfig.PortBindings ?? {}).flat();
  return bindings.some(({ HostPort }) => HostPort.includes('-'));
}
