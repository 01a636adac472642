import { isAlive } from '../../model/container-state.ts';
import { LABEL } from '../../model/labels.ts';
import type { Cli } from '../context/cli.ts';
import { type FoundContainers, findContainers, reachable } from './find-containers.ts';

/** Those that run, one-off ones included; of these services, or of all. */
export async function runningContainers(
  cli: Cli,
  services: readonly string[],
  unknown: 'refuse' | 'warn' = 'refuse',
): Promise<FoundContainers> {
  const found = await findContainers(cli, services, unknown);
  const containers = found.containers.filter(
    ({ labels, state }) =>
      isAlive({ state }) && (services.length === 0 || services.includes(labels[LABEL.service] ?? '')),
  );
  return { ...found, containers: await reachable(cli, containers, found) };
}
