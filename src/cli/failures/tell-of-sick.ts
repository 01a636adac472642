import { gantry } from '../../diagnostics/hint.ts';
import type { Failure } from '../../model/failure.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { FailureReport } from '../../model/wait-error.ts';
import { isOneOff, serviceOf } from '../../planner/snapshot/own-containers.ts';
import { type SickContainer, type Sickness, sickContainers } from '../../planner/snapshot/sick-containers.ts';
import { reportFailure } from '../../reconciler/waits/failure-report.ts';
import { disarm } from '../../util/disarm.ts';
import { tellingLine } from '../../util/telling-line.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { completeFailures } from './complete-failures.ts';
import { type Look, lookAtStarted } from './look-at-started.ts';
import { startedIn } from './started-in.ts';
import { writeFailures } from './write-failures.ts';

/** What the plan did, as far as the engine said. */
export interface Done extends Look {
  /** The containers that it started. */
  readonly started: ReadonlySet<ContainerId>;
}

/** What a command that goes away would else leave unsaid. Whoever waits for a start or stops a container knows of the others. */
const TOLD: ReadonlySet<Sickness> = new Set(['exited', 'restarting', 'unhealthy']);

/**
 * Warns of containers that a plan started, or that `up` left as they were, and that do not do their work by now: one line each,
 * with what they wrote last. After a plan that started nothing the lists from before the plan will do.
 *
 * @returns false: one was not started although the engine said so, which is an error.
 */
export async function tellOfSick(cli: Cli, planned: Planned, done: Done): Promise<boolean> {
  const { engine, plan, project, observed } = planned;
  const started = startedIn(plan);
  const containers =
    started.size === 0
      ? observed.containers
      : await lookAtStarted({ engine, project: project.name, names: started }, done);
  const isConcerned = (container: ObservedContainer): boolean =>
    started.has(container.name) ||
    (plan.verb === 'up' && !isOneOff(container) && project.services.has(serviceOf(container) ?? ''));
  const concerned = new Map(
    containers.filter(isConcerned).map((container) => [container.name, container] as const),
  );
  const sick = [...concerned.values()].flatMap((container) =>
    sickContainers(project, new Map([[serviceOf(container) ?? '', [container]]])),
  );
  const isUnstarted = ({ sickness, container }: SickContainer): boolean =>
    sickness === 'not-started' && done.started.has(container.id);
  const unstarted = sick.filter(isUnstarted);
  const told = [...sick.filter(({ sickness }) => TOLD.has(sickness)), ...unstarted];
  if (told.length === 0) return true;
  const failures = await Promise.all(told.map((one) => failureOf(planned, one)));
  const last = failures.at(-1);
  const hinted = last ? [...failures.slice(0, -1), { ...last, hint: gantry('why') }] : failures;
  await writeFailures(cli, await completeFailures(cli, hinted, project));
  return unstarted.length === 0;
}

async function failureOf(
  { engine }: Planned,
  { service, container, sickness }: SickContainer,
): Promise<Failure> {
  const reason = sickness === 'unhealthy' ? 'unhealthy' : 'exited';
  const wait = { service, condition: 'running_or_healthy' } as const;
  const report = await reportFailure(engine, wait, container, reason);
  return {
    severity: sickness === 'not-started' ? 'error' : 'warning',
    code: 'container-failed',
    message: `${STATES[sickness](container, report)}${lastWords(report)}`,
    service,
    container: container.name,
    path: [],
    output: [],
    firstErrors: [],
    blocked: [],
  };
}

const STATES: { readonly [S in Sickness]: (container: ObservedContainer, report: FailureReport) => string } =
  {
    exited: ({ name, exitCode }, report) =>
      `container ${name} exited (${report.exitCode ?? exitCode ?? '?'})${report.oomKilled ? ' for lack of memory' : ''}`,
    restarting: ({ name, exitCode }, report) =>
      `container ${name} exited (${report.exitCode ?? exitCode ?? '?'}) and is started again`,
    unhealthy: ({ name }) => `container ${name} is unhealthy`,
    paused: ({ name }) => `container ${name} is paused`,
    'not-started': ({ name }) => `container ${name} was not started, although the engine said so`,
  };

const MOST_COLUMNS = 200;

/** What its probe wrote, or it itself, that says most. */
function lastWords({ probe, telling }: FailureReport): string {
  const words = probe?.output ? tellingLine(probe.output.split('\n').map(disarm)) : telling;
  return words === undefined ? '' : `: ${words.slice(0, MOST_COLUMNS)}`;
}
