import { noSuchServiceError } from '../../diagnostics/no-such-service.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Hide } from '../../model/secret-hider.ts';
import type { Cli } from '../context/cli.ts';
import { findProjectName } from './find-project-name.ts';
import { hiderFor } from './hide-secrets.ts';
import { checkServices } from './target.ts';

export interface FoundContainers {
  readonly engine: Engine;
  /** The project's name. */
  readonly project: string;
  /** The services that the files declare and that are on; absent: only the name is known. */
  readonly declared?: ReadonlySet<string>;
  /** Takes the secrets of the project out of what is shown of its containers. */
  readonly hide: Hide;
  /** By service, then by number. */
  readonly containers: readonly ObservedContainer[];
}

/**
 * For the commands that look and change nothing: one list call, whatever the number of containers.
 *
 * @param unknown a service that the files do not have. `warn`: it is no error, as docker compose has it for some commands.
 *   `look`: nor is it where there are containers of it, since they are all that is needed
 * Error: UserError `no-such-service`.
 */
export async function findContainers(
  cli: Cli,
  services: readonly string[],
  unknown: 'refuse' | 'warn' | 'look' = 'refuse',
): Promise<FoundContainers> {
  const { name, project } = await findProjectName(cli);
  const check = unknown === 'warn' ? (run: () => void) => warnInstead(cli, run) : (run: () => void) => run();
  if (project && unknown !== 'look') check(() => checkServices(project, services));
  const engine = await cli.engine();
  const listed = await engine.listContainers([`${LABEL.project}=${name}`, LABEL.configHash]);
  if (!project) check(() => checkNamed(listed, services));
  else if (unknown === 'look') checkServices(project, withoutContainers(services, listed));
  const declared = project && [...project.services.keys()];
  return {
    engine,
    project: name,
    ...(declared && { declared: new Set(declared) }),
    hide: hiderFor(cli, project),
    containers: [...listed].sort(byServiceAndNumber),
  };
}

/** Those that no container belongs to. */
export function withoutContainers(
  services: readonly string[],
  containers: readonly ObservedContainer[],
): readonly string[] {
  return services.filter((service) => !containers.some(({ labels }) => labels[LABEL.service] === service));
}

function warnInstead(cli: Cli, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    cli.stderr.write(`warning: ${error.message}\n`);
  }
}

function checkNamed(containers: readonly ObservedContainer[], services: readonly string[]): void {
  const known = new Set(containers.flatMap(({ labels }) => labels[LABEL.service] ?? []));
  const unknown = services.filter((service) => !known.has(service));
  if (unknown.length > 0) throw noSuchServiceError(unknown, known);
}

export function byServiceAndNumber(a: ObservedContainer, b: ObservedContainer): number {
  const [aService, bService] = [a.labels[LABEL.service] ?? '', b.labels[LABEL.service] ?? ''];
  if (aService !== bService) return aService < bService ? -1 : 1;
  return Number(a.labels[LABEL.containerNumber] ?? 0) - Number(b.labels[LABEL.containerNumber] ?? 0);
}
