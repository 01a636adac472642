import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { ContainerDetails, Probe } from '../../model/observed.ts';
import type { WaitCondition } from '../../model/operation.ts';
import { type FailureReport, MOST_LINES, type WaitFailureReason } from '../../model/wait-error.ts';
import { inspectEnded } from './inspect-ended.ts';

/** The user has waited already: the logs of a busy engine must not make them wait for ever. */
const LOGS_WITHIN_MS = 5000;

/** Collects what explains to a user why a container does not fulfil a condition. Never fails: what the engine does not answer is left out. */
export async function reportFailure(
  engine: Engine,
  wait: { readonly service: string; readonly condition: WaitCondition; readonly waiter?: string },
  container: { readonly id: ContainerId; readonly name: string },
  reason: WaitFailureReason,
  waitedMs?: number,
): Promise<FailureReport> {
  const details = await inspectEnded(engine, container.id).catch(() => undefined);
  return reportOf(engine, { wait, container, reason, details, waitedMs });
}

interface Inspected {
  readonly wait: { readonly service: string; readonly condition: WaitCondition; readonly waiter?: string };
  readonly container: { readonly name: string };
  readonly reason: WaitFailureReason;
  /** undefined: the container is gone, or could not be inspected. */
  readonly details: ContainerDetails | undefined;
  readonly waitedMs?: number | undefined;
}

/** The same for a container that has been inspected: asks only for its last lines. */
export async function reportOf(
  engine: Engine,
  { wait, container, reason, details, waitedMs }: Inspected,
): Promise<FailureReport> {
  const ended = details !== undefined && ['exited', 'restarting', 'dead'].includes(details.state);
  return {
    reason,
    service: wait.service,
    container: container.name,
    condition: wait.condition,
    ...(wait.waiter !== undefined && { waiter: wait.waiter }),
    ...(waitedMs !== undefined && { waitedMs }),
    ...(details && { state: details.state }),
    ...(details && ended && { exitCode: details.exitCode, ...agoOf(details) }),
    oomKilled: details?.oomKilled ?? false,
    restartCount: details?.restartCount ?? 0,
    ...(details?.health && details.state === 'running' && { health: details.health }),
    ...(details?.lastProbe && PROBED.has(reason) && { probe: probeOf(details.lastProbe, details) }),
    ...(details && (await lastLines(engine, details))),
  };
}

/** The clock of the engine need not be ours: what cannot be is left out. */
function agoOf({ finishedAt }: ContainerDetails): Pick<FailureReport, 'endedAgoMs'> {
  const endedAgoMs = Date.now() - Date.parse(finishedAt);
  return endedAgoMs >= 0 ? { endedAgoMs } : {};
}

/** The healthcheck may be the cause of these. */
const PROBED: ReadonlySet<WaitFailureReason> = new Set(['unhealthy', 'timeout']);

function probeOf(probe: Probe, { settings }: ContainerDetails): NonNullable<FailureReport['probe']> {
  const test = settings.Healthcheck?.Test;
  return { ...probe, ...(test && { test }) };
}

async function lastLines(
  engine: Engine,
  { id, tty }: ContainerDetails,
): Promise<Pick<FailureReport, 'lastLines'>> {
  const lines: string[] = [];
  try {
    const options = { follow: false, tail: MOST_LINES, tty };
    for await (const { text } of engine.logs(id, options, AbortSignal.timeout(LOGS_WITHIN_MS)))
      lines.push(text);
  } catch {
    // A log driver that cannot be read, or a container that has just gone: what is there must do.
    if (lines.length === 0) return {};
  }
  return { lastLines: lines.slice(-MOST_LINES) };
}
