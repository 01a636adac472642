import { setTimeout as sleep } from 'node:timers/promises';
import type { OperationOf } from '../../model/operation.ts';
import { drain } from '../ingress/drain.ts';
import { forgetContainer } from '../ingress/send-datagrams.ts';
import { containerOf } from './results.ts';
import type { StepContext } from './step-context.ts';

/** Long enough for the answers to datagrams that a container has been sent when its clients go over to others. */
const ANSWERS_WITHIN_MS = 1000;

/** Tells how many connections are open, and says so when some are when its time is over. */
export async function drainContainer(
  { container, name, ingress, timeoutMs, datagrams }: OperationOf<'drain-container'>,
  {
    engine,
    recorded,
    signal,
    onProgress,
    warn,
  }: Pick<StepContext, 'engine' | 'recorded' | 'signal' | 'onProgress' | 'warn'>,
): Promise<void> {
  const through = { id: containerOf(ingress.ref, recorded), name: ingress.name };
  const id = containerOf(container, recorded);
  let open = 0;
  const left = await drain(engine, through, {
    containers: [id],
    datagrams,
    timeoutMs,
    signal,
    onOpen: (count) => {
      open = count;
      onProgress({ text: `${connections(count)} open` });
    },
  });
  // Whoever interrupts wants the old container to go on.
  signal.throwIfAborted();
  const complaints = datagrams && (await forgetContainer(engine, through, datagrams, id));
  if (complaints !== undefined)
    warn(`clients that send datagrams to ${name} may lose some: ${complaints.trim()}`);
  const hasClients = open > left;
  if (hasClients) await sleep(ANSWERS_WITHIN_MS, undefined, { signal });
  if (left > 0) warn(`container ${name} stops with ${connections(left)} open`);
}

const connections = (count: number): string => `${count} ${count === 1 ? 'connection' : 'connections'}`;
