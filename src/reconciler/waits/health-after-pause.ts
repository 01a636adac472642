import type { ContainerDetails } from '../../model/observed.ts';

/** What an engine takes when a healthcheck leaves it out. */
const DEFAULT_RETRIES = 3;
const DEFAULT_SECONDS = 30;

/**
 * A pause ends the probes of a container, and from then on the engine calls it unhealthy, whatever they had found. It
 * does so until a probe after the pause finds it healthy, or enough of them have failed; that says no event, since the
 * engine's word does not change. Only as many failures in a row as the healthcheck allows mean what the word says.
 *
 * @returns in how many milliseconds there will have been as many probes; undefined: its health is what probes found.
 */
export function healthAfterPauseMs({ health, lastProbe, settings }: ContainerDetails): number | undefined {
  if (health !== 'unhealthy') return undefined;
  const { Retries = 0, Interval = 0, Timeout = 0 } = settings.Healthcheck ?? {};
  const missing = (Retries || DEFAULT_RETRIES) - (lastProbe?.failingStreak ?? 0);
  if (missing <= 0) return undefined;
  const ms = (nanoseconds: number): number => (nanoseconds ? nanoseconds / 1e6 : DEFAULT_SECONDS * 1000);
  return missing * (ms(Interval) + ms(Timeout));
}
