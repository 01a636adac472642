import type { Engine } from '../engine/engine.ts';
import type { ContainerId } from '../model/ids.ts';
import type { ContainerDetails, Probe } from '../model/observed.ts';
import type { OperationOf } from '../model/operation.ts';
import type { FailureReport, WaitFailureReason } from '../model/wait-error.ts';

const TAIL = 20;
/** Who asks why has waited already: the logs of a busy engine must not make him wait for ever. */
const LOGS_WITHIN_MS = 2000;

/** Gathers what tells a user why a container is not what others waited for. Never fails: what cannot be had is left out. */
export async function reportFailure(
  engine: Engine,
  operation: OperationOf<'wait-for'>,
  container: { readonly id: ContainerId; readonly name: string },
  reason: WaitFailureReason,
  waitedMs: number,
): Promise<FailureReport> {
  const details = await engine.inspectContainer(container.id).catch(() => undefined);
  const ended = details !== undefined && ['exited', 'restarting', 'dead'].includes(details.state);
  return {
    reason,
    service: operation.service,
    container: container.name,
    condition: operation.condition,
    ...(operation.waiter !== undefined && { waiter: operation.waiter }),
    waitedMs,
    ...(details && { state: details.state }),
    ...(details && ended && { exitCode: details.exitCode }),
    oomKilled: details?.oomKilled ?? false,
    restartCount: details?.restartCount ?? 0,
    ...(details?.health && details.state === 'running' && { health: details.health }),
    ...(details?.lastProbe && PROBED.has(reason) && { probe: probeOf(details.lastProbe, details) }),
    lastLines: details ? await lastLines(engine, details) : [],
  };
}

/** Where the healthcheck has a say in it. */
const PROBED: ReadonlySet<WaitFailureReason> = new Set(['unhealthy', 'timeout']);

function probeOf(probe: Probe, { settings }: ContainerDetails): NonNullable<FailureReport['probe']> {
  const test = settings.Healthcheck?.Test;
  return { ...probe, ...(test && { test }) };
}

async function lastLines(engine: Engine, { id, tty }: ContainerDetails): Promise<readonly string[]> {
  const lines: string[] = [];
  try {
    const options = { follow: false, tail: TAIL, tty };
    for await (const { text } of engine.logs(id, options, AbortSignal.timeout(LOGS_WITHIN_MS)))
      lines.push(text);
  } catch {
    // A log driver that cannot be read, or a container that has just gone: what is there must do.
  }
  return lines.slice(-TAIL);
}
