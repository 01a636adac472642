import type { Progress } from '../../model/event.ts';
import { type FailureReport, portsText, WaitError } from '../../model/wait-error.ts';

/** Why a step failed, as short as the line of a resource needs it: the details are reported at the end. */
export function shortCause(error: Error, label: string): string {
  if (error instanceof WaitError) return shortWaitCause(error.report);
  const message = firstLine(error.message);
  const name = `${label.charAt(0).toLowerCase()}${label.slice(1)} `;
  return message.startsWith(name) ? message.slice(name.length) : message;
}

function shortWaitCause({ reason, exitCode, waitedMs = 0, ports = [] }: FailureReport): string {
  switch (reason) {
    case 'exited':
      return `exited (${exitCode ?? '?'})`;
    case 'unhealthy':
      return 'unhealthy';
    case 'no-healthcheck':
      return 'no healthcheck';
    case 'removed':
      return 'removed meanwhile';
    case 'not-started':
      return 'not started';
    case 'no-connection':
      return `no connection on ${portsText(ports)}`;
    case 'paused':
      return 'paused';
    case 'timeout':
      return `not ready after ${(waitedMs / 1000).toFixed(1)} s`;
  }
}

export const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** How far a step is, over all its parts that have reported progress. */
export function describeProgress({ text, part }: Progress, parts: ReadonlyMap<string, Progress>): string {
  let current = 0;
  let total = 0;
  for (const { currentBytes, totalBytes } of parts.values()) {
    if (totalBytes === undefined) continue;
    current += currentBytes ?? 0;
    total += totalBytes;
  }
  if (part === undefined || total === 0) return firstLine(text);
  return `${firstLine(text)} ${megabytes(current)}/${megabytes(total)} MB`;
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
