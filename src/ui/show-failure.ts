import { UserError } from '../diagnostics/user-error.ts';
import type { FailureReport } from '../model/wait-error.ts';
import { WaitError } from '../model/wait-error.ts';
import type { Palette } from './colours.ts';
import { exitMeaning } from './exit-meaning.ts';
import { CONDITIONS } from './wording.ts';

/** What is known of a failure beyond its message: indented lines, without what it blocks. */
export function failureDetails(error: Error, paint: Palette): readonly string[] {
  if (error instanceof WaitError) return waitDetails(error.report, paint);
  if (!(error instanceof UserError)) return [];
  const engine = engineWords(error);
  return [
    ...(engine === undefined ? [] : [paint.dim(`  the engine says: ${engine}`)]),
    ...(error.hint === undefined ? [] : [`  ${paint.cyan('try:')} ${error.hint}`]),
  ];
}

/** Only where they add to what was made of them. */
function engineWords({ name, cause, message }: UserError): string | undefined {
  if (name !== 'EngineError' || !(cause instanceof Error)) return undefined;
  const words = cause.message.trim();
  return words === '' || words.includes(message) || message.includes(words) ? undefined : words;
}

function waitDetails(report: FailureReport, paint: Palette): readonly string[] {
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
  return [...lines, `  ${paint.cyan('try:')} ${nextCommand(report)}`];
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

function nextCommand({ reason, service, container }: FailureReport): string {
  if (reason === 'no-healthcheck')
    return `give service ${service} a \`healthcheck\`, or depend on it with \`condition: service_started\``;
  if (reason === 'unhealthy') return `docker inspect --format '{{json .State.Health}}' ${container}`;
  return reason === 'removed' ? 'gantry up' : `gantry logs ${service}`;
}

function quote(lines: readonly string[], paint: Palette): readonly string[] {
  const written = lines.map((line) => line.trimEnd());
  while (written.at(-1) === '') written.pop();
  const shown = written.length === 0 ? ['(nothing)'] : written;
  return shown.map((line) => `    ${paint.dim('|')} ${line}`);
}
