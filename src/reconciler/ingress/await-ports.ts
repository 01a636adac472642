import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerId } from '../../model/ids.ts';
import { serverName } from '../../planner/ingress/haproxy-config.ts';
import { CONNECT } from './ingress-programs.ts';
import { execInIngress, type Ingress, IngressAway } from './run-in-ingress.ts';

/** As long as an engine gives a healthcheck with its defaults: three probes, one every 30 seconds. */
const NO_CONNECTION_AFTER_MS = 90_000;
/** From the first port that accepts connections on: what does not by then is not listened to. */
const OTHERS_WITHIN_MS = 10_000;

export interface AskedPorts {
  readonly ports: readonly number[];
  /** Ends the questions. */
  readonly signal: AbortSignal;
  readonly noConnectionAfterMs?: number;
  readonly othersWithinMs?: number;
}

/** @returns whether a container accepts connections on any of its ports, see `askForConnections`. So it does where the ingress cannot tell. */
export const acceptsConnections = async (
  engine: Engine,
  ingress: Ingress,
  { container, ...asked }: AskedPorts & { readonly container: ContainerId },
): Promise<boolean> => (await askForConnections(engine, ingress, serverName(container), asked)) !== 'none';

/** `unknown`: nobody can tell, as the container that asks lacks the programs, or does not run any more. */
type Accepted = 'some' | 'none' | 'unknown';

/**
 * Waits until a host accepts connections on all of these ports, as another container finds that reaches it; or on some of them, if the
 * others do not follow soon: not everything that a file exposes is listened to.
 */
export async function askForConnections(
  engine: Engine,
  through: Ingress,
  host: string,
  {
    ports,
    signal,
    noConnectionAfterMs = NO_CONNECTION_AFTER_MS,
    othersWithinMs = OTHERS_WITHIN_MS,
  }: AskedPorts,
): Promise<Accepted> {
  const open = new Set<number>();
  let deadline = performance.now() + noConnectionAfterMs;
  while (!signal.aborted) {
    const closed = ports.filter((port) => !open.has(port));
    const answer = await execInIngress(engine, through, [...CONNECT, host, ...closed.map(String)]).catch(
      nothingWithoutIngress,
    );
    if (answer === undefined || !ANSWERED.has(answer.exitCode)) return 'unknown';
    const opened = answer.output
      .split('\n')
      .map(Number)
      .filter((port) => closed.includes(port));
    if (open.size === 0 && opened.length > 0) deadline = performance.now() + othersWithinMs;
    for (const port of opened) open.add(port);
    if (open.size === ports.length || performance.now() >= deadline) break;
  }
  return open.size > 0 ? 'some' : 'none';
}

/** The exit codes of the program: of itself, of GNU's `timeout`, of busybox's. */
const ANSWERED: ReadonlySet<number> = new Set([0, 124, 143]);

function nothingWithoutIngress(error: unknown): undefined {
  if (error instanceof IngressAway) return undefined;
  throw error;
}
