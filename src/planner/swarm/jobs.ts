import { isJsonMap, type JsonMap } from '../../model/json.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { endsForGood } from '../request/restart-policy.ts';

/** @param spec of a service, as the swarm has it */
export const isJobThere = ({ Mode }: JsonMap): boolean =>
  isJsonMap(Mode) && ('ReplicatedJob' in Mode || 'GlobalJob' in Mode);

/** A service or a job of which each node has a task. @param spec of a service, as the swarm has it */
export const isGlobalThere = ({ Mode }: JsonMap): boolean =>
  isJsonMap(Mode) && ('Global' in Mode || 'GlobalJob' in Mode);

/**
 * How often a job runs, where a change of it makes it run.
 *
 * @param spec as it is sent
 * @returns in words that follow its name; undefined: it is none
 */
export function runsOfJob(spec: JsonMap): string | undefined {
  const mode = isJsonMap(spec.Mode) ? spec.Mode : {};
  if (isJsonMap(mode.GlobalJob)) return 'runs again, once on each node';
  if (!isJsonMap(mode.ReplicatedJob)) return undefined;
  const [times, atOnce] = [mode.ReplicatedJob.TotalCompletions, mode.ReplicatedJob.MaxConcurrent].map(
    (many) => Number(many ?? 1),
  );
  if (times === 0) return 'does not run';
  if (times === 1) return 'runs again';
  return `runs again, ${times} times${atOnce === 1 ? '' : `, ${atOnce} of them at once`}`;
}

export type JobKind = 'replicated-job' | 'global-job';

/**
 * A service that runs to its end is a job there: as a service that is to run, it would be missing for ever once it has ended. The file
 * says so by `deploy.mode`, or by others that wait for its end.
 */
export function jobKind(project: Project, service: ServiceSpec): JobKind | undefined {
  const mode = service.deploy?.mode;
  if (mode === 'replicated-job' || mode === 'global-job') return mode;
  if (!isAwaitedToEnd(project, service)) return undefined;
  return mode === 'global' ? 'global-job' : 'replicated-job';
}

export const isJob = (project: Project, service: ServiceSpec): boolean =>
  jobKind(project, service) !== undefined;

/** Also by services that are not selected: a job that is named alone is one, too. */
function isAwaitedToEnd({ services, disabledServices }: Project, service: ServiceSpec): boolean {
  // What is restarted after it ended well does not end.
  if (!endsForGood(service)) return false;
  return [services, disabledServices].some((some) => awaitedToEnd(some).has(service.name));
}

/** A plan asks this of each service, several times: what it takes may not grow with their number. */
const AWAITED = new WeakMap<Project['services'], ReadonlySet<string>>();

function awaitedToEnd(services: Project['services']): ReadonlySet<string> {
  const known = AWAITED.get(services);
  if (known) return known;
  const names = new Set(
    [...services.values()].flatMap(({ dependsOn }) =>
      [...dependsOn]
        .filter(([, { condition }]) => condition === 'service_completed_successfully')
        .map(([name]) => name),
    ),
  );
  AWAITED.set(services, names);
  return names;
}
