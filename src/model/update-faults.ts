import { suggest } from '../util/suggest.ts';
import type { FailureAction } from './service-update.ts';
import type { UpdateConfig } from './update-config.ts';

/** A value of `update_config` that docker compose loads, and nobody can follow. */
export interface UpdateFault {
  readonly attribute: 'failure_action' | 'max_failure_ratio';
  readonly message: string;
  readonly hint: string | undefined;
}

const ACTIONS = ['pause', 'continue', 'rollback'] satisfies readonly FailureAction[];

export const isFailureAction = (text: string): text is FailureAction =>
  (ACTIONS as readonly string[]).includes(text);

export const isShare = (ratio: number): boolean => ratio >= 0 && ratio <= 1;

/** Empty is as good as absent. */
export function updateFaults({ failureAction, maxFailureRatio }: UpdateConfig): readonly UpdateFault[] {
  const faults: UpdateFault[] = [];
  if (failureAction && !isFailureAction(failureAction))
    faults.push({
      attribute: 'failure_action',
      message: `failure_action: "${failureAction}" is none of ${ACTIONS.join(', ')}`,
      hint: suggest(failureAction, ACTIONS),
    });
  if (maxFailureRatio !== undefined && !isShare(maxFailureRatio))
    faults.push({
      attribute: 'max_failure_ratio',
      message: `max_failure_ratio: ${maxFailureRatio} is no share from 0 to 1`,
      hint: hintForShare(maxFailureRatio),
    });
  return faults;
}

/** Whoever writes 25 means percent. */
export const hintForShare = (percent: number): string =>
  percent > 1 && percent <= 100
    ? `write "${rounded(percent / 100)}" for ${rounded(percent)} percent of the containers`
    : 'write "0.25" for a quarter of the containers';

/** As a person would write it. */
const rounded = (number: number): number => Number(number.toPrecision(4));
