import { UserError } from '../../diagnostics/user-error.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Recorded } from './results.ts';

const NEXT = {
  pause: 'the others stay as they are',
  rollback: 'its old containers are brought back',
} as const;

/** Error: UserError `update-failed` when more containers have failed than the update puts up with. */
export function judgeUpdate(
  { service, updated, total, maxFailureRatio, failureAction }: OperationOf<'judge-update'>,
  recorded: Recorded,
): void {
  const failed = updated.filter(({ steps }) => steps.some((step) => recorded.get(step)?.status === 'failed'));
  if (failureAction === 'continue' || failed.length <= maxFailureRatio * total) return;
  const share = maxFailureRatio > 0 ? ` (max_failure_ratio: ${maxFailureRatio})` : '';
  throw new UserError(
    'update-failed',
    `the update of service "${service}" stops: ${failed.length} of ${total} new containers failed${share}; ${NEXT[failureAction]}`,
  );
}
