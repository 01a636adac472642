import type { OperationOf } from '../../model/operation.ts';
import { drain } from '../ingress/drain.ts';
import type { StepContext } from './step-context.ts';

/** Tells how many connections are open, and says so when some are when its time is over. */
export async function drainContainer(
  { container, name, ingress, timeoutMs }: OperationOf<'drain-container'>,
  { engine, signal, onProgress, warn }: Pick<StepContext, 'engine' | 'signal' | 'onProgress' | 'warn'>,
): Promise<void> {
  const left = await drain(engine, ingress, {
    containers: [container],
    timeoutMs,
    signal,
    onOpen: (open) => onProgress({ text: `${connections(open)} open` }),
  });
  // Whoever interrupts wants the old container to go on.
  signal.throwIfAborted();
  if (left > 0) warn(`container ${name} stops with ${connections(left)} open`);
}

const connections = (count: number): string => `${count} ${count === 1 ? 'connection' : 'connections'}`;
