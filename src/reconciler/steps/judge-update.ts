import { UserError } from '../../diagnostics/user-error.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Recorded } from './results.ts';

/** Error: UserError `update-failed` when more containers have failed than the update puts up with. */
export function judgeUpdate(
  { service, updated, total, maxFailureRatio, failureAction, startsFirst }: OperationOf<'judge-update'>,
  recorded: Recorded,
): void {
  const failed = updated.filter(({ steps }) => steps.some((step) => recorded.get(step)?.status === 'failed'));
  if (failureAction === 'continue' || failed.length <= maxFailureRatio * total) return;
  const haveStopped = !startsFirst || failed.length < updated.length;
  const share = maxFailureRatio > 0 ? ` (max_failure_ratio: ${maxFailureRatio})` : '';
  throw new UserError(
    'update-failed',
    `the update of service "${service}" stops: ${failed.length} of ${total} new containers failed${share}; ${whatIsNext(failureAction, haveStopped)}`,
  );
}

/** @param haveStopped there are old containers that do not run any more */
function whatIsNext(failureAction: 'pause' | 'rollback', haveStopped: boolean): string {
  if (failureAction === 'pause') return 'the others stay as they are';
  return haveStopped ? 'its old containers are brought back' : 'its old containers run on';
}
