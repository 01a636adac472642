import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { explainRefusal } from '../../engine/refusals/explain-refusal.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import { WaitError } from '../../model/wait-error.ts';
import { reportFailure } from '../../reconciler/waits/failure-report.ts';
import type { Cli } from '../context/cli.ts';
import { printError } from './print-errors.ts';

/** Error: what is known of the container, where one has ended and is the reason why none runs; else `error`. */
export async function failNotRunning(
  engine: Engine,
  service: string,
  containers: readonly ObservedContainer[],
  error: UserError,
): Promise<never> {
  const ended = containers.find(
    ({ labels, state }) =>
      labels[LABEL.service] === service && labels[LABEL.oneOff] !== 'True' && state === 'exited',
  );
  throw ended ? await explain(engine, service, ended, error.message) : error;
}

/** @returns why the engine will not start another process in a container that is not simply running. */
export async function whyNotNow(
  engine: Engine,
  service: string,
  container: ObservedContainer,
): Promise<UserError | undefined> {
  if (container.state === 'paused')
    return new UserError('no-container', `container ${container.name} is paused`, {
      hint: gantry('unpause', service),
    });
  if (container.state !== 'restarting') return undefined;
  return explain(
    engine,
    service,
    container,
    `container ${container.name} ends and is started again, and does not run now`,
  );
}

async function explain(
  engine: Engine,
  service: string,
  container: ObservedContainer,
  message: string,
): Promise<WaitError> {
  const wait = { service, condition: 'running_or_healthy' } as const;
  const report = await reportFailure(engine, wait, container, 'exited');
  return new WaitError(report, { code: 'no-container', message });
}

const SHELLS = ['bash', 'zsh', 'fish', 'ash', 'dash'];

/** What the engine said is on standard output by then, as with docker: here is what it means. */
export async function reportNotStarted(
  cli: Cli,
  service: string,
  container: string,
  words: readonly string[],
  engineWords: string,
): Promise<void> {
  const subject = `container ${container}`;
  const { code, message, refusal } = explainRefusal(engineWords.trim(), {
    image: subject,
    container: subject,
  });
  if (code === 'engine-refused') return;
  const [program = '', ...rest] = words;
  const instead = rest.filter((word) => word !== '-l');
  const hint =
    SHELLS.includes(program) && refusal?.kind === 'no-program'
      ? gantry('exec', service, 'sh', ...instead)
      : ['to look around in it: ', gantry('exec', service, 'sh')];
  await printError(cli, new UserError(code, message, { hint }));
}
