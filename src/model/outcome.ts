import type { EndpointRequest } from './container-request.ts';
import type { ContainerId, ImageId, StepId } from './ids.ts';
import type { Step } from './plan.ts';
import type { PinnedImage } from './swarm-image.ts';

/** The result of a successful step, for the steps after it. */
export type Made =
  | { readonly kind: 'container'; readonly id: ContainerId }
  | { readonly kind: 'image'; readonly id: ImageId }
  /** By name. Values may be secrets. */
  | { readonly kind: 'variables'; readonly variables: ReadonlyMap<string, string> }
  /** With which a container was on a network. */
  | { readonly kind: 'endpoint'; readonly endpoint: EndpointRequest }
  /** What the registry has under the name now. */
  | { readonly kind: 'pushed'; readonly digest: string }
  /** What the nodes of a swarm are to take. */
  | ({ readonly kind: 'pinned' } & PinnedImage)
  | { readonly kind: 'nothing' };

/** How a step ended. */
export type Outcome =
  | { readonly status: 'done'; readonly step: StepId; readonly made: Made }
  /** Its guard was not met. */
  | { readonly status: 'skipped'; readonly step: StepId }
  | {
      readonly status: 'failed';
      readonly step: StepId;
      readonly error: Error;
      /** What was to go may still be there because the engine broke, not because somebody uses it. */
      readonly isUnexplained?: true;
    }
  /** `by` is the step that failed, not the last blocked step between the two. */
  | { readonly status: 'blocked'; readonly step: StepId; readonly by: StepId }
  | { readonly status: 'cancelled'; readonly step: StepId };

/** Whether the plan may go without a step that did not succeed: then it is told as a warning. */
export const isExcused = ({ optional = false }: Pick<Step, 'optional'>, outcome?: Outcome): boolean =>
  optional && !(outcome?.status === 'failed' && outcome.isUnexplained);

/** Whether something is not as the plan wanted it. */
export function hasFailed(steps: readonly Step[], outcomes: readonly Outcome[]): boolean {
  const byStep = new Map(steps.map((step) => [step.id, step]));
  return outcomes.some(
    (outcome) => outcome.status === 'failed' && !isExcused(byStep.get(outcome.step) ?? {}, outcome),
  );
}
