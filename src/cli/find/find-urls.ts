import { type ServiceUrl, serviceUrls } from '../../ui/tables/service-urls.ts';
import type { Cli } from '../context/cli.ts';
import { hostOf } from '../instances/host-of.ts';
import { runningContainers } from './running-containers.ts';

/** The addresses of published ports, of one service or all. */
export async function findUrls(cli: Cli, service: string | undefined): Promise<readonly ServiceUrl[]> {
  const { engine, containers } = await runningContainers(cli, service === undefined ? [] : [service]);
  return serviceUrls(containers, hostOf(engine.endpoint));
}
