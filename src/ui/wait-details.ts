import type { FailureReport } from '../model/wait-error.ts';
import type { Palette } from './colours.ts';
import { exitMeaning } from './exit-meaning.ts';
import { quote } from './quote.ts';
import { CONDITIONS } from './wording.ts';

/** All that is known of a container that others waited for in vain: indented lines. */
export function waitDetails(report: FailureReport, paint: Palette): readonly string[] {
  const { service, condition, waiter, waitedMs, probe, lastLines, container, reason } = report;
  const who = waiter === undefined ? 'waited' : `service ${waiter} waited`;
  const lines = [
    `  ${who} for ${service} ${CONDITIONS[condition].aim}, ${(waitedMs / 1000).toFixed(1)} s`,
    `  state: ${describeState(report)}`,
  ];
  if (probe) {
    const streak = probe.failingStreak === 1 ? 'failed once' : `failed ${probe.failingStreak} times in a row`;
    const meaning = exitMeaning(probe.exitCode, false);
    lines.push(
      `  healthcheck: ${streak}, exit code ${probe.exitCode}${meaning === undefined ? '' : ` (${meaning})`}; it wrote`,
    );
    lines.push(...quote(probe.output.split('\n'), paint));
  }
  if (reason !== 'removed') {
    lines.push(lastLines.length === 0 ? `  ${container} wrote nothing` : `  the last lines of ${container}:`);
    if (lastLines.length > 0) lines.push(...quote(lastLines, paint));
  }
  return lines;
}

function describeState({ state, health, exitCode, oomKilled, restartCount }: FailureReport): string {
  if (state === undefined) return 'removed';
  const meaning = exitCode === undefined ? undefined : exitMeaning(exitCode, oomKilled);
  return [
    health === undefined ? state : `${state}, ${health}`,
    ...(exitCode === undefined ? [] : [` with exit code ${exitCode}`]),
    ...(meaning === undefined ? [] : [` (${meaning})`]),
    ...(restartCount === 0
      ? []
      : [`, restarted ${restartCount === 1 ? 'once' : `${restartCount} times`} by the engine`]),
  ].join('');
}

export function nextCommand({ reason, service, container }: FailureReport): string {
  if (reason === 'no-healthcheck')
    return `give service ${service} a \`healthcheck\`, or depend on it with \`condition: service_started\``;
  if (reason === 'unhealthy') return `docker inspect --format '{{json .State.Health}}' ${container}`;
  return reason === 'removed' ? 'gantry up' : `gantry logs ${service}`;
}
