import type { Concern, Setting } from '../diagnostics/user-error.ts';
import type { FailureReport } from '../model/wait-error.ts';
import { shellWord } from '../util/shell-word.ts';
import { probeMeaning } from './exit-meaning.ts';

/** What in the files has a say in how it went with a container. */
export function concernOf(report: FailureReport): Concern | undefined {
  const { reason, service, waiter, oomKilled, probe, health, restartCount } = report;
  const of = ['services', service];
  if (reason === 'removed') return undefined;
  if (reason === 'no-healthcheck')
    return waiter === undefined
      ? { of, settings: [''] }
      : { of: ['services', waiter], settings: [`depends_on.${service}`] };
  // What ends again and again is not there for its healthcheck.
  if (restartCount === 0 && (probe || health !== undefined)) {
    const timeout = probe && isSlow(probe) ? ['healthcheck.timeout'] : [];
    return { of, settings: [...timeout, 'healthcheck.test', 'healthcheck', ''] };
  }
  const memory: readonly Setting[] = oomKilled ? ['mem_limit', 'deploy.resources.limits.memory'] : [];
  return { of, settings: [...memory, 'command', 'entrypoint', ''] };
}

type Probe = NonNullable<FailureReport['probe']>;

const isSlow = ({ exitCode, output }: Probe): boolean =>
  probeMeaning({ exitCode, output }) ===
  probeMeaning({ exitCode: -1, output: 'Health check exceeded timeout' });

const hasNoProgram = ({ exitCode, output }: Probe): boolean =>
  exitCode === 127 || (exitCode === -1 && /executable file not found|no such file/.test(output));

/** What to do next, a command where there is one. */
export function nextStep(report: FailureReport): string {
  const { reason, service, exitCode, oomKilled, waiter, lastLines = [] } = report;
  if (reason === 'no-healthcheck')
    return `give service ${service} a \`healthcheck\`, or ${waiter === undefined ? 'do not wait for it to be healthy' : 'depend on it with `condition: service_started`'}`;
  if (reason === 'removed') return `gantry up -d ${service}`;
  if (reason === 'unhealthy') return nextOfProbe(report);
  if (oomKilled)
    return `raise \`mem_limit\` or \`deploy.resources.limits.memory\`; while it runs, this shows what it takes: gantry stats ${service}`;
  if (lastLines.some((line) => line.includes('exec format error')))
    return 'its program is made for another processor (see `platform`), or is a script without `#!` and what reads it in its first line';
  if (exitCode === 126 || exitCode === 127)
    return `correct \`command\` or \`entrypoint\`; to look around in the image: gantry run --rm --no-deps --entrypoint sh ${service}`;
  return `gantry logs ${service}`;
}

function nextOfProbe({ service, container, probe }: FailureReport): string {
  if (probe && hasNoProgram(probe))
    return `correct \`healthcheck.test\`; to look around in the container: gantry exec ${service} sh`;
  const [kind, ...words] = probe?.test ?? [];
  const byHand =
    kind === 'CMD-SHELL' ? `sh -c ${shellWord(words.join(' '))}` : words.map(shellWord).join(' ');
  // What has several lines is better looked at where it is written.
  if (words.length === 0 || byHand.length > LONGEST || byHand.includes('\n'))
    return `docker inspect --format '{{json .State.Health}}' ${container}`;
  const more = probe && isSlow(probe) ? 'raise `healthcheck.timeout`, or ' : '';
  return `${more}run the probe by hand: gantry exec ${service} ${byHand}`;
}

const LONGEST = 200;
