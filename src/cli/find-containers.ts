import { UserError } from '../diagnostics/user-error.ts';
import type { Engine } from '../engine/engine.ts';
import { LABEL } from '../model/labels.ts';
import type { ObservedContainer } from '../model/observed.ts';
import type { Cli } from './cli.ts';
import { loadProjectFor } from './load.ts';
import { checkServices, onlyName } from './target.ts';

export interface FoundContainers {
  readonly engine: Engine;
  /** The project's name. */
  readonly project: string;
  /** By service, then by number. */
  readonly containers: readonly ObservedContainer[];
}

/** For the commands that look and change nothing: one list call, whatever the number of containers. */
export async function findContainers(cli: Cli, services: readonly string[]): Promise<FoundContainers> {
  const name = onlyName(cli);
  const project = name === undefined ? await loadProjectFor(cli, { services: [] }) : undefined;
  if (project) checkServices(project, services);
  const projectName = project?.name ?? name ?? '';
  const engine = await cli.engine();
  const listed = await engine.listContainers([`${LABEL.project}=${projectName}`, LABEL.configHash]);
  if (!project) checkNamed(projectName, listed, services);
  return { engine, project: projectName, containers: [...listed].sort(byServiceAndNumber) };
}

function checkNamed(
  project: string,
  containers: readonly ObservedContainer[],
  services: readonly string[],
): void {
  const known = new Set(containers.map(({ labels }) => labels[LABEL.service]));
  const unknown = services.find((service) => !known.has(service));
  if (unknown === undefined) return;
  throw new UserError('no-such-service', `no such service: ${unknown}`, {
    hint: `project "${project}" has ${[...known].join(', ') || 'no containers'}`,
  });
}

function byServiceAndNumber(a: ObservedContainer, b: ObservedContainer): number {
  const [aService, bService] = [a.labels[LABEL.service] ?? '', b.labels[LABEL.service] ?? ''];
  if (aService !== bService) return aService < bService ? -1 : 1;
  return Number(a.labels[LABEL.containerNumber] ?? 0) - Number(b.labels[LABEL.containerNumber] ?? 0);
}
