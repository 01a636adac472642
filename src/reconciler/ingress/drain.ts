import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { Datagrams } from '../../model/ingress.ts';
import { connectionsTo, type OpenConnections, openConnections } from './open-connections.ts';
import { type Ingress, IngressAway } from './run-in-ingress.ts';
import { recentClients } from './send-datagrams.ts';

/** A connection may be on its way to its container between two looks: see the inspection of first bytes in the configuration. */
const BETWEEN_LOOKS_MS = 300;
const MOST_BETWEEN_LOOKS_MS = 2000;
const LOOKS_WITHOUT_ANY = 2;

export interface Drain {
  readonly containers: readonly ContainerId[];
  /** Those who send datagrams are waited for too; they go over to the others when the time is over. Absent: the ingress passes none on. */
  readonly datagrams?: Datagrams | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called whenever the number has changed. */
  readonly onOpen: (connections: number) => void;
}

/**
 * Waits until no connection to these containers is open, to which an ingress sends nobody new, or until their time is over.
 *
 * @returns how many are still open
 */
export async function drain(
  engine: Engine,
  ingress: Ingress,
  { containers, datagrams, timeoutMs, signal, onOpen }: Drain,
): Promise<number> {
  const deadline = performance.now() + timeoutMs;
  let last: number | undefined;
  let looksWithoutAny = 0;
  for (let pauseMs = BETWEEN_LOOKS_MS; ; ) {
    const open = await openConnections(engine, ingress).catch(nothingWithoutIngress);
    const connections = connectionsTo(open, containers);
    const clients = datagrams
      ? await recentClients(engine, ingress, datagrams, containers).catch(nobodyWithoutIngress)
      : 0;
    const count = connections + clients;
    const isEmpty = count === 0 && open.isComplete;
    looksWithoutAny = isEmpty ? looksWithoutAny + 1 : 0;
    if (count !== last) onOpen(count);
    last = count;
    const leftMs = deadline - performance.now();
    if (looksWithoutAny >= LOOKS_WITHOUT_ANY || leftMs <= 0 || signal.aborted) return connections;
    await sleep(Math.min(pauseMs, leftMs), undefined, { signal }).catch(() => {});
    pauseMs = isEmpty ? BETWEEN_LOOKS_MS : Math.min(pauseMs * 1.5, MOST_BETWEEN_LOOKS_MS);
  }
}

function nobodyWithoutIngress(error: unknown): number {
  if (error instanceof IngressAway) return 0;
  throw error;
}

/** All connections ended with it, and when it comes back it knows only those that it is to know. */
function nothingWithoutIngress(error: unknown): OpenConnections {
  if (error instanceof IngressAway) return { byServer: new Map(), isComplete: true };
  throw error;
}
