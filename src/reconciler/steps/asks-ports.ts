import type { ContainerId } from '../../model/ids.ts';
import type { OperationOf } from '../../model/operation.ts';
import { containerOf } from './results.ts';
import type { StepContext } from './step-context.ts';

/** @returns whether a container that is waited for accepts connections, as an ingress finds. undefined: no ingress can ask */
export function asksPorts(
  { update }: Pick<OperationOf<'wait-for'>, 'update'>,
  { engine, recorded, onProgress }: Pick<StepContext, 'engine' | 'recorded' | 'onProgress'>,
): ((id: ContainerId, signal: AbortSignal) => Promise<boolean>) | undefined {
  const connect = update?.connect;
  if (connect === undefined) return undefined;
  const { ingress, ports } = connect;
  const through = { id: containerOf(ingress.ref, recorded), name: ingress.name };
  return async (container, signal) => {
    onProgress({ text: `asking for a connection to port ${ports.join(', ')}`, momentary: true });
    const { acceptsConnections } = await import('../ingress/await-ports.ts');
    return acceptsConnections(engine, through, { container, ports, signal });
  };
}
