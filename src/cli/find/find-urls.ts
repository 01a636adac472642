import { type ServiceUrl, serviceUrls } from '../../ui/tables/service-urls.ts';
import type { Cli } from '../context/cli.ts';
import { runningContainers } from './running-containers.ts';

/** The addresses of published ports, of one service or all. */
export async function findUrls(cli: Cli, service: string | undefined): Promise<readonly ServiceUrl[]> {
  const { engine, containers } = await runningContainers(cli, service === undefined ? [] : [service]);
  return serviceUrls(containers, hostOf(engine.endpoint));
}

/** Where published ports answer: on the machine of the engine, which a socket says is this one. */
function hostOf(endpoint: string): string {
  const url = URL.parse(endpoint.replace(/^(tcp|ssh):/, 'http:'));
  return url?.protocol.startsWith('http') && url.hostname !== '' ? url.hostname : 'localhost';
}
