import type { Plan } from '../../model/plan.ts';

/** Whether what other projects have may stand in the way of a plan: their names, ports and addresses, and who uses what it removes. */
export const meetsOthers = ({ steps }: Plan): boolean =>
  steps.some(
    ({ operation, optional }) =>
      operation.kind === 'create-container' ||
      ((operation.kind === 'remove-network' || operation.kind === 'remove-volume') && !optional),
  );
