import type { ContainerDetails } from '../../model/observed.ts';

/** Nobody reads faster, and many may be waited for at a time. */
const LEAST_MS = 2000;

/**
 * While a container starts, a probe that fails makes no event: in how many milliseconds to look for what the next one says.
 * Undefined: none is to come, or an event will tell.
 */
export function nextProbeMs({
  state,
  health,
  hasHealthcheck,
  settings,
}: ContainerDetails): number | undefined {
  if (!hasHealthcheck || state !== 'running' || health !== 'starting') return undefined;
  const { Interval = 0, StartPeriod = 0, StartInterval = 0 } = settings.Healthcheck ?? {};
  const intervals = [Interval, StartPeriod ? StartInterval : 0].filter((nanoseconds) => nanoseconds > 0);
  return Math.max(LEAST_MS, intervals.length === 0 ? 0 : Math.min(...intervals) / 1e6);
}
