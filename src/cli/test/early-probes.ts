import type { Project } from '../../model/project.ts';
import type { HealthcheckSpec, ServiceSpec } from '../../model/service-spec.ts';

/** How often a container is asked that has just started: whoever waits for tests sits at a terminal. */
const EARLY_MS = 500;
/** What the engine takes where neither the file nor an image says anything. */
const INTERVAL_MS = 30_000;

/** The version of the API from which on an engine knows `start_interval`. */
export const EARLY_PROBES_SINCE = '1.44';

/**
 * The project with healthchecks that are asked soon after the start. An engine asks for the first time when one interval is over, also a
 * database that has been ready for long. Until then these answers count only if they are good, so nothing that was healthy becomes unhealthy.
 */
export function withEarlyProbes(project: Project): Project {
  const services = [...project.services].map(([name, service]) => [name, early(service)] as const);
  return { ...project, services: new Map(services) };
}

function early(service: ServiceSpec): ServiceSpec {
  const { healthcheck } = service;
  // Without a test it is that of the image, whose times nobody has read.
  if (healthcheck?.test === undefined || healthcheck.disable) return service;
  return { ...service, healthcheck: { ...healthcheck, ...timesOf(healthcheck) } };
}

function timesOf({
  intervalMs = INTERVAL_MS,
  startPeriodMs,
  startIntervalMs,
}: HealthcheckSpec): Partial<HealthcheckSpec> {
  // An interval of zero is that of the engine.
  const interval = intervalMs === 0 ? INTERVAL_MS : intervalMs;
  if (startIntervalMs || interval <= 2 * EARLY_MS) return {};
  // The last early answer is followed by one at the time of the first that counts.
  return { startPeriodMs: startPeriodMs || interval - EARLY_MS, startIntervalMs: EARLY_MS };
}
