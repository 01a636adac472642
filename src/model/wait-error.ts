import { UserError, type UserErrorCode } from '../diagnostics/user-error.ts';
import type { ContainerState, HealthState, Probe } from './observed.ts';
import type { Instead, WaitCondition } from './operation.ts';
import type { FieldChange } from './plan.ts';

export type WaitFailureReason =
  | 'exited'
  | 'unhealthy'
  | 'no-healthcheck'
  | 'removed'
  /** The engine said that it started it, and did not. */
  | 'not-started'
  /** It accepts no connection on any of its ports. */
  | 'no-connection'
  /** Somebody has paused it, and it stayed so. */
  | 'paused'
  | 'timeout';

/** The largest number of log lines in a report. */
export const MOST_LINES = 20;

/** Details of a container when a wait for it failed. */
export interface FailureReport {
  readonly reason: WaitFailureReason;
  readonly service: string;
  readonly container: string;
  readonly condition: WaitCondition;
  /** The service that waited; absent when the command itself did. */
  readonly waiter?: string;
  /** Who serves instead, as gantry removes it. Absent: it stays. */
  readonly instead?: Instead;
  /** Absent: no service waited for it; it ended. */
  readonly waitedMs?: number;
  /** Where it accepts no connection. Absent: that is not the reason. */
  readonly ports?: readonly number[];
  /** Absent: the container is gone. */
  readonly state?: ContainerState;
  /** Absent while it runs. */
  readonly exitCode?: number;
  /** The time since it ended. Absent while it runs. */
  readonly endedAgoMs?: number;
  /** Absent: of no interest, or the clock of the engine is another. */
  readonly createdAgoMs?: number;
  readonly startedAgoMs?: number;
  readonly oomKilled: boolean;
  readonly restartCount: number;
  readonly health?: HealthState;
  /** A database that has just been started, whose healthcheck has no `start_period`. Absent: another one. */
  readonly mayStartSlowly?: boolean;
  readonly probe?: ReportedProbe;
  /** Its last lines of output, oldest first. Absent: they have been shown, or cannot be read. */
  readonly lastLines?: readonly string[];
  /** The line that says most of why it ended, without control characters. Absent: as above, or it wrote nothing. */
  readonly telling?: string;
  /** Absent: it is as the files say, as far as is known. */
  readonly madeBy?: MadeBy;
}

/** The release that made a container, and what the files say otherwise by now. */
export interface MadeBy {
  readonly release: number;
  readonly changes: readonly FieldChange[];
}

interface ReportedProbe extends Probe {
  /** The command of the engine: starts with `CMD` or `CMD-SHELL`. */
  readonly test?: readonly string[];
}

/** A condition that can no longer be fulfilled, or was not in time; or another failure of a container. */
export class WaitError extends UserError {
  override readonly name = 'WaitError';
  readonly report: FailureReport;

  constructor(report: FailureReport, told?: { readonly code: UserErrorCode; readonly message: string }) {
    super(told?.code ?? 'wait-failed', told?.message ?? sentence(report));
    this.report = report;
  }
}

/** Begins with the words of docker compose, which scripts match and people search for. */
function sentence(report: FailureReport): string {
  const { reason, condition, waiter, waitedMs = 0 } = report;
  const told = happened(report);
  if (reason === 'timeout') return `application not healthy after ${Math.round(waitedMs / 1000)}s: ${told}`;
  // docker compose says of this one which service it was, and no more.
  const isComplete = reason === 'exited' && condition === 'service_completed_successfully';
  return waiter === undefined || isComplete ? told : `dependency failed to start: ${told}`;
}

function happened({
  reason,
  service,
  container,
  condition,
  exitCode,
  waitedMs = 0,
  state,
  health,
  ports = [],
}: FailureReport): string {
  switch (reason) {
    case 'exited':
      if (condition === 'service_completed_successfully')
        return `service "${service}" didn't complete successfully: exit ${exitCode ?? '?'} (container ${container})`;
      return `container ${container} exited (${exitCode ?? '?'})`;
    case 'unhealthy':
      return `container ${container} is unhealthy`;
    case 'no-healthcheck':
      return `container ${container} has no healthcheck, so it can never be healthy`;
    case 'removed':
      return `container ${container} was removed meanwhile`;
    case 'not-started':
      return `container ${container} was not started, although the engine said so`;
    case 'no-connection':
      return `container ${container} accepts no connection on ${portsText(ports)} after ${secondsText(waitedMs)} s`;
    case 'paused':
      return `container ${container} is paused`;
    case 'timeout': {
      const aim = { service_healthy: 'healthy', service_completed_successfully: 'completed' } as const;
      const ready = health === undefined ? 'running' : 'healthy';
      const wanted = condition in aim ? aim[condition as keyof typeof aim] : ready;
      return `timed out: container ${container} was not ${wanted} after ${secondsText(waitedMs)} s (${health ?? state ?? 'gone'})`;
    }
  }
}

const secondsText = (ms: number): string =>
  ms < 10_000 ? (ms / 1000).toFixed(1) : String(Math.round(ms / 1000));

/** `port 80`, `any of the ports 80, 81`; a long list is cut. */
export function portsText(ports: readonly number[]): string {
  const shown = ports.slice(0, MOST_PORTS).join(', ');
  if (ports.length === 1) return `port ${shown}`;
  return `any of the ports ${shown}${ports.length > MOST_PORTS ? ', …' : ''}`;
}

const MOST_PORTS = 8;
