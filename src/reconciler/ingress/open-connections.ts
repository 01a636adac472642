import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerId } from '../../model/ids.ts';
import { serverName } from '../../planner/ingress/haproxy-config.ts';
import { ANSWERED, STATISTICS, WORKER } from './ingress-programs.ts';
import { type Ingress, runInIngress } from './run-in-ingress.ts';

export interface OpenConnections {
  /** Requests under way and open connections, by the name of the container in the configuration. */
  readonly byServer: ReadonlyMap<string, number>;
  /** Whether all workers have said theirs. */
  readonly isComplete: boolean;
}

/** Asks all workers of an ingress. Each question has a time after which it counts as unanswered. */
export async function openConnections(engine: Engine, ingress: Ingress): Promise<OpenConnections> {
  const { output } = await runInIngress(engine, ingress, STATISTICS);
  return readStatistics(output);
}

export const connectionsTo = (open: OpenConnections, containers: readonly ContainerId[]): number =>
  containers.reduce((sum, id) => sum + (open.byServer.get(serverName(id)) ?? 0), 0);

/**
 * Source: HAProxy's management guide, "Statistics and monitoring": lines of CSV, whose columns are named by the first one.
 */
export function readStatistics(text: string): OpenConnections {
  const byServer = new Map<string, number>();
  const workers = new Set<string>();
  const answered = new Set<string>();
  let columns: readonly string[] = [];
  for (const line of text.split('\n')) {
    const [word = '', pid = ''] = line.split(' ');
    if (word === WORKER) workers.add(pid);
    else if (word === ANSWERED) answered.add(pid);
    else if (line.startsWith('# ')) columns = line.slice(2).split(',');
    else {
      const cells = line.split(',');
      const cell = (column: string): string => cells[columns.indexOf(column)] ?? '';
      const name = cell('svname');
      const open = Number(cell('scur')) + Number(cell('qcur'));
      if (name !== '' && Number.isFinite(open)) byServer.set(name, (byServer.get(name) ?? 0) + open);
    }
  }
  return { byServer, isComplete: workers.size > 0 && answered.size === workers.size };
}
