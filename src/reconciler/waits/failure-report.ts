import type { Engine } from '../../engine/port/engine.ts';
import type { LogRecord } from '../../engine/port/engine-answers.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { ContainerDetails, Probe } from '../../model/observed.ts';
import type { OperationOf } from '../../model/operation.ts';
import { type FailureReport, MOST_LINES, type WaitFailureReason } from '../../model/wait-error.ts';
import { disarm } from '../../util/disarm.ts';
import { looksLikeError } from '../../util/looks-like-error.ts';
import { tellingLine } from '../../util/telling-line.ts';
import { inspectEnded } from './inspect-ended.ts';
import { linesOfRun } from './lines-of-run.ts';
import { mayStartSlowly } from './slow-first-start.ts';

/** The user has waited already: the logs of a busy engine must not make them wait for ever. */
const LOGS_WITHIN_MS = 5000;

type Wait = Pick<OperationOf<'wait-for'>, 'service' | 'condition' | 'waiter' | 'update'>;

/** Collects what explains to a user why a container does not fulfil a condition. Never fails: what the engine does not answer is left out. */
export async function reportFailure(
  engine: Engine,
  wait: Wait,
  container: { readonly id: ContainerId; readonly name: string },
  reason: WaitFailureReason,
  waitedMs?: number,
): Promise<FailureReport> {
  const details = await inspectEnded(engine, container.id).catch(() => undefined);
  return reportOf(engine, { wait, container, reason, details, waitedMs });
}

/** What it wrote last; nothing where the engine does not tell. */
export async function lastLinesOf(engine: Engine, container: ContainerId): Promise<readonly string[]> {
  const details = await inspectEnded(engine, container).catch(() => undefined);
  return (details && (await lastLines(engine, details)).lastLines) ?? [];
}

interface Inspected {
  readonly wait: Wait;
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
    ...(wait.update?.instead && { instead: wait.update.instead }),
    ...(waitedMs !== undefined && { waitedMs }),
    ...(reason === 'no-connection' && { ports: wait.update?.connect?.ports ?? [] }),
    ...(details && { state: details.state }),
    ...(details && ended && { exitCode: details.exitCode, ...agoOf(details) }),
    oomKilled: details?.oomKilled ?? false,
    restartCount: details?.restartCount ?? 0,
    ...(details?.health && details.state === 'running' && { health: details.health }),
    ...(details?.lastProbe && PROBED.has(reason) && { probe: probeOf(details.lastProbe, details) }),
    ...(details && reason === 'unhealthy' && mayStartSlowly(details, Date.now()) && { mayStartSlowly: true }),
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

/** A long stack may stand behind the line that tells. */
const LINES_READ = 100;

async function lastLines(
  engine: Engine,
  details: ContainerDetails,
): Promise<Pick<FailureReport, 'lastLines' | 'telling'>> {
  const { id, tty } = details;
  const records: LogRecord[] = [];
  try {
    const options = { follow: false, tail: LINES_READ, tty };
    for await (const record of engine.logs(id, options, AbortSignal.timeout(LOGS_WITHIN_MS))) {
      records.push(record);
      // Whatever the engine makes of `tail`.
      if (records.length > LINES_READ) records.shift();
    }
  } catch {
    // A log driver that cannot be read, or a container that has just gone: what is there must do.
    if (records.length === 0) return {};
  }
  const lines = linesOfRun(records, details).map(({ text }) => text);
  const written = lines.map(disarm);
  // One that runs again has written more since it failed.
  const failed = details.state === 'running' ? written.findLast(looksLikeError) : undefined;
  const telling = failed?.trim() ?? tellingLine(written);
  return { lastLines: lines.slice(-MOST_LINES), ...(telling !== undefined && { telling }) };
}
