import type { Event, LogLine } from '../../model/event.ts';
import { containerId } from '../../model/ids.ts';
import type { OperationKind } from '../../model/operation.ts';
import { labelOf } from '../logs/log-follower.ts';

/** Whose output is shown among the logs, where these are shown. */
export const HOOK_OPERATIONS: readonly OperationKind[] = ['exec-hook', 'run-hook'];

/** The line that a hook wrote, as a line of the log of its container; undefined: it is something else that happened. */
export function hookLine(event: Event, project: string): LogLine | undefined {
  if (event.type !== 'step-progress' || event.progress.stream === undefined) return undefined;
  const { operation } = event.step;
  if (operation.kind !== 'exec-hook' && operation.kind !== 'run-hook') return undefined;
  return {
    container: containerId(operation.name),
    label: `${labelOf(operation.name, project)} ->`,
    stream: event.progress.stream,
    time: new Date().toISOString(),
    text: event.progress.text,
  };
}
