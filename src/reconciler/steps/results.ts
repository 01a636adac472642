import { InternalError } from '../../diagnostics/internal-error.ts';
import type { ContainerRef } from '../../model/container-ref.ts';
import type { EndpointRequest } from '../../model/container-request.ts';
import type { ContainerId, ImageId, StepId } from '../../model/ids.ts';
import type { ImageRef } from '../../model/image-ref.ts';
import type { VariablesSource } from '../../model/operation.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { PinnedImage } from '../../model/swarm-image.ts';

/** A step should have made what the operation acts on, and did not. */
export class MissingResult extends Error {
  override readonly name = 'MissingResult';
  readonly step: StepId;

  constructor(step: StepId) {
    super(`step ${step} made nothing`);
    this.step = step;
  }
}

export type Recorded = ReadonlyMap<StepId, Outcome>;

/** Error: MissingResult when the step that creates the container did not, and there is no other. */
export function containerOf(ref: ContainerRef, recorded: Recorded): ContainerId {
  if ('id' in ref) return ref.id;
  const outcome = outcomeOf(ref.createdBy, recorded);
  if (outcome.status === 'done' && outcome.made.kind === 'container') return outcome.made.id;
  if (outcome.status === 'skipped' && ref.otherwise) return ref.otherwise;
  throw new MissingResult(ref.createdBy);
}

/** @returns undefined when the step that makes the image failed or was skipped: whatever the engine has is used. */
export function imageOf(ref: ImageRef, recorded: Recorded): ImageId | undefined {
  if ('id' in ref) return ref.id;
  const outcome = outcomeOf(ref.madeBy, recorded);
  return outcome.status === 'done' && outcome.made.kind === 'image' ? outcome.made.id : undefined;
}

/** @returns undefined when the step tells no image. An image that was built here is known by its id. */
export function pinnedOf(step: StepId, recorded: Recorded): PinnedImage | undefined {
  const outcome = outcomeOf(step, recorded);
  if (outcome.status !== 'done') return undefined;
  if (outcome.made.kind === 'image') return { text: outcome.made.id };
  return outcome.made.kind === 'pinned' ? outcome.made : undefined;
}

/** @returns undefined when the step failed or was skipped. */
export function variablesOf(
  { step, names }: VariablesSource,
  recorded: Recorded,
): ReadonlyMap<string, string> | undefined {
  const outcome = outcomeOf(step, recorded);
  if (outcome.status !== 'done' || outcome.made.kind !== 'variables') return undefined;
  const { variables } = outcome.made;
  return names ? new Map([...variables].map(([name, value]) => [names[name] ?? name, value])) : variables;
}

/** With which the container was on the network that the step took it off. */
export function endpointOf(step: StepId, recorded: Recorded): EndpointRequest {
  const outcome = outcomeOf(step, recorded);
  return outcome.status === 'done' && outcome.made.kind === 'endpoint' ? outcome.made.endpoint : {};
}

function outcomeOf(step: StepId, recorded: Recorded): Outcome {
  const outcome = recorded.get(step);
  if (!outcome) throw new InternalError(`a step needs what step ${step} made, but does not come after it`);
  return outcome;
}
