import type { Failure } from '../../model/failure.ts';
import { LABEL } from '../../model/labels.ts';
import { WaitError } from '../../model/wait-error.ts';
import { reportFailure } from '../../reconciler/waits/failure-report.ts';
import { describeFailure } from '../../ui/errors/describe-failure.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { completeFailures } from './complete-failures.ts';
import { writeFailures } from './write-failures.ts';

/** By signals that mean a mistake in the program: illegal instruction, abort, bus error, arithmetic, memory access. */
const CRASHES: readonly number[] = [132, 134, 135, 136, 139];

/** A program that is killed says nothing itself: a shell would tell what became of it. All other ends are its own. */
export async function reportCrash(
  cli: Cli,
  { name, service }: { readonly name: string; readonly service: string },
  exitCode: number,
  oomKilled: boolean,
): Promise<void> {
  if (!oomKilled && !CRASHES.includes(exitCode)) return;
  const report = {
    reason: 'exited',
    service,
    container: name,
    condition: 'running_or_healthy',
    state: 'exited',
    exitCode,
    oomKilled,
    restartCount: 0,
  } as const;
  const failure = describeFailure(new WaitError(report));
  // What it ran was typed, and whatever it wrote has been seen.
  const { about: _, hint: __, ...rest } = failure;
  await writeFailures(cli, await completeFailures(cli, [oomKilled ? failure : rest]));
}

/** The container whose end ended an attached `up`. */
export async function reportEnded(
  cli: Cli,
  { engine, project }: Planned,
  service: string,
  code: number,
): Promise<void> {
  const containers = await engine.listContainers([
    `${LABEL.project}=${project.name}`,
    `${LABEL.service}=${service}`,
    `${LABEL.oneOff}=False`,
  ]);
  for (const container of containers) {
    const wait = { service, condition: 'running_or_healthy' } as const;
    const report = await reportFailure(engine, wait, container, 'exited');
    if (report.exitCode !== code) continue;
    const failures = await completeFailures(cli, [describeFailure(new WaitError(report))], project);
    await writeFailures(cli, failures.map(withoutLines));
    return;
  }
}

/** They have been on the screen. */
function withoutLines(failure: Failure): Failure {
  if (!failure.report) return failure;
  const { lastLines: _, ...report } = failure.report;
  return { ...failure, report };
}
