import type { Concern, Setting } from '../diagnostics/user-error.ts';
import type { FailureReport } from '../model/wait-error.ts';
import { shellWord } from '../util/shell-word.ts';
import type { Palette } from './colours.ts';
import { exitMeaning, probeMeaning } from './exit-meaning.ts';
import { quote } from './quote.ts';
import { CONDITIONS } from './wording.ts';

/** All that is known of a container that others waited for in vain, or that ended: indented lines. */
export function waitDetails(report: FailureReport, paint: Palette): readonly string[] {
  const { service, condition, waiter, waitedMs, probe, lastLines, container, reason } = report;
  const who = waiter === undefined ? 'waited' : `service ${waiter} waited`;
  const lines = [
    ...(waitedMs === undefined
      ? []
      : [`  ${who} for ${service} ${CONDITIONS[condition].aim}, ${(waitedMs / 1000).toFixed(1)} s`]),
    `  state: ${describeState(report)}`,
  ];
  if (probe) {
    lines.push(`  healthcheck: ${describeProbe(probe)}; it wrote`);
    lines.push(...quote(probe.output.split('\n'), paint));
  }
  if (reason !== 'removed' && lastLines) {
    lines.push(lastLines.length === 0 ? `  ${container} wrote nothing` : `  the last lines of ${container}:`);
    if (lastLines.length > 0) lines.push(...quote(lastLines, paint));
  }
  return lines;
}

function describeState({ reason, state, health, exitCode, oomKilled, restartCount }: FailureReport): string {
  if (state === undefined || reason === 'removed') return 'removed';
  const meaning = exitCode === undefined ? undefined : exitMeaning(exitCode, oomKilled);
  return [
    health === undefined ? state : `${state}, ${health}`,
    ...(exitCode === undefined ? [] : [` with exit code ${exitCode}`]),
    ...(meaning === undefined ? [] : [` (${meaning})`]),
    ...(restartCount === 0
      ? []
      : [
          `, restarted ${restartCount === 1 ? 'once' : `${restartCount} times`} by the engine since it was started`,
        ]),
  ].join('');
}

/** An engine remembers five runs. */
const REMEMBERED = 5;

function describeProbe(probe: NonNullable<FailureReport['probe']>): string {
  const { failingStreak, runs, exitCode } = probe;
  const ran = `ran ${runs === 1 ? 'once' : `${runs} times${runs >= REMEMBERED ? ' or more' : ''}`}`;
  // Within its start period a probe may fail without being counted.
  const streak =
    failingStreak === 0
      ? ''
      : `, ${failingStreak === runs ? 'failed each time' : `failed the last ${failingStreak} times`}`;
  const meaning = probeMeaning(probe);
  return `${ran}${streak}, exit code ${exitCode}${meaning === undefined ? '' : ` (${meaning})`}`;
}

/** What in the files has a say in it. */
export function concernOf(report: FailureReport): Concern | undefined {
  const { reason, service, waiter, oomKilled, probe, health } = report;
  const of = ['services', service];
  if (reason === 'removed') return undefined;
  if (reason === 'no-healthcheck')
    return waiter === undefined
      ? { of, settings: [''] }
      : { of: ['services', waiter], settings: [`depends_on.${service}`] };
  if (probe || health !== undefined) {
    const isSlow = probe && probeMeaning(probe) === probeMeaning(SLOW);
    return {
      of,
      settings: [...(isSlow ? ['healthcheck.timeout'] : []), 'healthcheck.test', 'healthcheck', ''],
    };
  }
  const memory: readonly Setting[] = oomKilled ? ['mem_limit', 'deploy.resources.limits.memory'] : [];
  return { of, settings: [...memory, 'command', 'entrypoint', ''] };
}

const SLOW = { exitCode: -1, output: 'Health check exceeded timeout' };

/** What to do next, a command where there is one. */
export function nextStep(report: FailureReport): string {
  const { reason, service, container, exitCode, oomKilled, probe, waiter } = report;
  if (reason === 'no-healthcheck')
    return `give service ${service} a \`healthcheck\`, or ${waiter === undefined ? 'do not wait for it to be healthy' : 'depend on it with `condition: service_started`'}`;
  if (reason === 'removed') return 'gantry up';
  if (reason === 'unhealthy') return nextOfProbe(service, container, probe);
  if (oomKilled)
    return `raise \`mem_limit\` or \`deploy.resources.limits.memory\`; \`gantry stats ${service}\` shows what it takes while it runs`;
  if (exitCode === 126 || exitCode === 127)
    return `correct \`command\` or \`entrypoint\`; to look around in the image: gantry run --rm --no-deps --entrypoint sh ${service}`;
  return `gantry logs ${service}`;
}

function nextOfProbe(service: string, container: string, probe: FailureReport['probe']): string {
  const [kind, ...words] = probe?.test ?? [];
  const byHand =
    kind === 'CMD-SHELL' ? `sh -c ${shellWord(words.join(' '))}` : words.map(shellWord).join(' ');
  // What has several lines is better looked at where it is written.
  if (words.length === 0 || byHand.length > LONGEST || byHand.includes('\n'))
    return `docker inspect --format '{{json .State.Health}}' ${container}`;
  return `run the probe by hand: gantry exec ${service} ${byHand}`;
}

const LONGEST = 200;
