import { type FailureAction, type ServiceUpdate, whyStopFirst } from '../../model/service-update.ts';
import { count } from './wording.ts';

/** `update of service web: start-first, 1 of 3 containers at a time, no gap is expected; …` */
export function showUpdate({
  service,
  order,
  insteadOf,
  containers,
  parallelism,
  sharedVolumes,
  failureAction,
}: ServiceUpdate): string {
  const many =
    containers === 1
      ? '1 container'
      : parallelism === containers
        ? `${count(containers, 'container')} at a time`
        : `${parallelism} of ${count(containers, 'container')} at a time`;
  const shares =
    sharedVolumes.length === 0
      ? ''
      : `; the old and the new one both write to ${sharedVolumes.join(', ')} meanwhile`;
  const how =
    insteadOf === undefined
      ? order
      : `${order} although the file says start-first: ${whyStopFirst(insteadOf)}`;
  return `update of service ${service}: ${how}; ${many}; ${GAPS[gapOf(order)]}${shares}; ${ACTIONS[failureAction]}`;
}

type Gap = 'not-ready' | 'stop-and-start';

/** What users of the service may notice. The network knows a new container by the name of its service from its start on. */
export const gapOf = (order: ServiceUpdate['order']): Gap =>
  order === 'start-first' ? 'not-ready' : 'stop-and-start';

const GAPS: Readonly<Record<Gap, string>> = {
  'not-ready': 'no stop, but requests by its name may reach a new one before it is ready',
  'stop-and-start': 'a gap from each stop to the start after it',
};

const ACTIONS: Readonly<Record<FailureAction, string>> = {
  pause: 'if a new one fails, the others stay as they are',
  continue: 'if a new one fails, the others are updated all the same',
  rollback: 'if a new one fails, all old ones run again',
};
