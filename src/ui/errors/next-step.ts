import { type CommandHint, commandHint, gantry, type Hint } from '../../diagnostics/hint.ts';
import type { Concern, Setting } from '../../diagnostics/user-error.ts';
import { type FailureReport, MOST_LINES } from '../../model/wait-error.ts';
import { shellWord } from '../../util/shell-word.ts';
import { probeEnd } from './exit-meaning.ts';

/** The settings of the files that may explain the end of a container. */
export function concernOf(report: FailureReport): Concern | undefined {
  const { reason, service, waiter, oomKilled, probe, health, restartCount } = report;
  const of = ['services', service];
  if (reason === 'removed' || reason === 'not-started' || isPaused(report)) return undefined;
  if (reason === 'no-healthcheck')
    return waiter === undefined
      ? { of, settings: [''] }
      : { of: ['services', waiter], settings: [`depends_on.${service}`] };
  if (reason === 'no-connection') return { of, settings: ['expose', 'ports', ''] };
  // A container that restarts again and again is never probed.
  if (restartCount === 0 && (probe || health !== undefined)) {
    const timeout = probe && isSlow(probe) ? ['healthcheck.timeout'] : [];
    return { of, settings: [...timeout, 'healthcheck.test', 'healthcheck', ''] };
  }
  const memory: readonly Setting[] = oomKilled ? ['mem_limit', 'deploy.resources.limits.memory'] : [];
  return { of, settings: [...memory, 'command', 'entrypoint', ''] };
}

type Probe = NonNullable<FailureReport['probe']>;

const isSlow = (probe: Probe): boolean => probeEnd(probe) === 'too-slow';

const hasNoProgram = (probe: Probe): boolean => probe.exitCode === 127 || probeEnd(probe) === 'no-program';

/** The hint for the next step, with a command if there is one. */
export function nextStep(report: FailureReport): Hint {
  const { reason, service, exitCode, oomKilled, waiter, condition, probe } = report;
  if (reason === 'no-healthcheck')
    return `give service ${service} a \`healthcheck\`, or ${waiter === undefined ? 'do not wait for it to be healthy' : 'depend on it with `condition: service_started`'}`;
  if (reason === 'removed') return gantry('up', '-d', service);
  if (reason === 'not-started') return gantry('start', service);
  if (isPaused(report)) return nextOfPause(report);
  if (reason === 'no-connection')
    return [
      'correct its ports, or give it a `healthcheck`, which then decides; run it by itself: ',
      gantry('run', '--rm', service),
    ];
  // There is nothing left to run a probe in.
  if (report.instead !== undefined && (reason === 'unhealthy' || exitCode === undefined))
    return lookAtIt(service);
  if (reason === 'unhealthy') return nextOfProbe(report);
  if (oomKilled)
    return [
      'raise `mem_limit` or `deploy.resources.limits.memory`; while it runs, this shows what it takes: ',
      gantry('stats', service),
    ];
  if (exitCode === 126 || exitCode === 127)
    return ['correct `command` or `entrypoint`; to look around in the image: ', lookAround(service)];
  // A container that restarts again and again may be running at this moment.
  if (exitCode !== undefined || report.restartCount > 0) return nextOfEnd(report);
  if (probe && probe.exitCode !== 0) return nextOfProbe(report);
  // It is running, but not ready.
  return condition === 'service_completed_successfully'
    ? gantry('logs', '-f', service)
    : gantry('logs', service);
}

/** Or it was when the time was over. */
const isPaused = ({ reason, state }: FailureReport): boolean =>
  reason === 'paused' || (reason === 'timeout' && state === 'paused');

/** A new container that failed is gone, so there is nothing to unpause. */
const nextOfPause = ({ service, instead }: FailureReport): Hint =>
  instead === undefined ? gantry('unpause', service) : 'let nobody pause it, and run the command again';

const lookAtIt = (service: string): Hint => ['run it by itself: ', gantry('run', '--rm', service)];

const lookAround = (service: string): CommandHint =>
  gantry('run', '--rm', '--no-deps', '--entrypoint', 'sh', service);

/** The block shows its whole output, unless it has the largest number of lines. */
function nextOfEnd({ service, exitCode = 0, lastLines }: FailureReport): Hint {
  if (lastLines !== undefined && lastLines.length >= MOST_LINES) return gantry('logs', service);
  // A signal ended it, so its settings do not explain it.
  if (lastLines?.length === 0 && exitCode < 128) return ['look around in its image: ', lookAround(service)];
  return lookAtIt(service);
}

function nextOfProbe({ service, container, probe, mayStartSlowly }: FailureReport): Hint {
  if (probe && hasNoProgram(probe))
    return ['correct `healthcheck.test`; to look around in the container: ', gantry('exec', service, 'sh')];
  const [kind, ...words] = probe?.test ?? [];
  const byHand = kind === 'CMD-SHELL' ? ['sh', '-c', words.join(' ')] : words;
  // A value of several lines is better read in the file.
  if (words.length === 0 || !fitsOneLine(byHand))
    return commandHint('docker', 'inspect', '--format', '{{json .State.Health}}', container);
  const slow = probe && isSlow(probe) ? 'raise `healthcheck.timeout`, or ' : '';
  const first = mayStartSlowly
    ? 'a database may need longer for its first start: set `start_period: 30s` in its healthcheck, or '
    : '';
  return [`${first || slow}run the probe by hand: `, gantry('exec', service, ...byHand)];
}

const LONGEST = 200;

function fitsOneLine(words: readonly string[]): boolean {
  const text = words.map(shellWord).join(' ');
  return text.length <= LONGEST && !words.some((word) => word.includes('\n'));
}
