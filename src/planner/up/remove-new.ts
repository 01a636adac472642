import type { StepId } from '../../model/ids.ts';
import type { Cause, Guard } from '../../model/plan.ts';
import type { ServiceWork } from './service-work.ts';

interface New {
  readonly name: string;
  readonly service: string;
  /** The step that makes it. */
  readonly create: StepId;
}

interface Undo {
  readonly cause: Cause;
  readonly guard: Guard;
  readonly after: readonly StepId[];
}

/** Stops and removes a container that this plan has made. @returns the steps after which it is gone */
export function removeNew(
  { plan, context }: Pick<ServiceWork, 'plan' | 'context'>,
  { name, service, create }: New,
  undo: Undo,
): readonly StepId[] {
  const { timeoutSeconds } = context.intent;
  // Never an old one, should the new one not have been made.
  const container = { createdBy: create };
  const stop = plan.add({
    operation: {
      kind: 'stop-container',
      container,
      name,
      service,
      ...(timeoutSeconds === undefined ? {} : { graceSeconds: timeoutSeconds }),
    },
    ...undo,
  });
  return [
    plan.add({
      operation: { kind: 'remove-container', container, name, withVolumes: false },
      ...undo,
      after: [stop],
    }),
  ];
}
