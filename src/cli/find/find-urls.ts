import { type ServiceUrl, serviceUrls } from '../../ui/tables/service-urls.ts';
import type { Cli } from '../context/cli.ts';
import { hostOf } from '../instances/host-of.ts';
import { runningContainers } from './running-containers.ts';

export interface FoundUrls {
  readonly urls: readonly ServiceUrl[];
  /** Whether anything runs that could publish a port. */
  readonly isRunning: boolean;
}

/** The addresses of published ports, of one service or all. */
export async function findUrls(cli: Cli, service: string | undefined): Promise<FoundUrls> {
  const { engine, containers } = await runningContainers(cli, service === undefined ? [] : [service]);
  return { urls: serviceUrls(containers, hostOf(engine.endpoint)), isRunning: containers.length > 0 };
}
