import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { Datagrams } from '../../model/ingress.ts';
import { applyProgram, forgetProgram, recentProgram } from '../../planner/ingress/datagram-program.ts';
import { serverName } from '../../planner/ingress/haproxy-config.ts';
import { DATAGRAM_RIGHTS } from '../../planner/ingress/ingress-request.ts';
import { execInIngress, type Ingress, IngressAway } from './run-in-ingress.ts';

const run = (engine: Engine, ingress: Ingress, program: string, ...args: readonly string[]) =>
  execInIngress(engine, ingress, ['sh', '-c', program, 'sh', ...args], DATAGRAM_RIGHTS.User);

/**
 * New flows of datagrams go where HAProxy's configuration says. Those that exist stay where they are.
 *
 * @returns what was said where that failed
 */
export async function sendDatagrams(
  engine: Engine,
  ingress: Ingress,
  datagrams: Datagrams,
): Promise<string | undefined> {
  const { exitCode, output } = await run(engine, ingress, applyProgram(datagrams));
  return exitCode === 0 ? undefined : output;
}

/** How many clients have sent a datagram to one of these containers within the last seconds. */
export async function recentClients(
  engine: Engine,
  ingress: Ingress,
  datagrams: Datagrams,
  containers: readonly ContainerId[],
): Promise<number> {
  const { output } = await run(engine, ingress, recentProgram(datagrams), ...containers.map(serverName));
  return output.split('\n').reduce((sum, line) => sum + (Number(line) || 0), 0);
}

/**
 * Who still sends datagrams to a container that gets no new flows goes over to the others.
 *
 * @returns what was said where that failed
 */
export async function forgetContainer(
  engine: Engine,
  ingress: Ingress,
  datagrams: Datagrams,
  container: ContainerId,
): Promise<string | undefined> {
  try {
    const { exitCode, output } = await run(engine, ingress, forgetProgram(datagrams), serverName(container));
    return exitCode === 0 ? undefined : output;
  } catch (error) {
    // When it comes back it knows nobody from before.
    if (error instanceof IngressAway) return undefined;
    throw error;
  }
}
