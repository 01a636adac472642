import type { EndpointRequest } from './container-request.ts';
import type { ContainerId, ImageId, StepId } from './ids.ts';

/** The result of a successful step, for the steps after it. */
export type Made =
  | { readonly kind: 'container'; readonly id: ContainerId }
  | { readonly kind: 'image'; readonly id: ImageId }
  /** By name. Values may be secrets. */
  | { readonly kind: 'variables'; readonly variables: ReadonlyMap<string, string> }
  /** With which a container was on a network. */
  | { readonly kind: 'endpoint'; readonly endpoint: EndpointRequest }
  | { readonly kind: 'nothing' };

/** How a step ended. */
export type Outcome =
  | { readonly status: 'done'; readonly step: StepId; readonly made: Made }
  /** Its guard was not met. */
  | { readonly status: 'skipped'; readonly step: StepId }
  | { readonly status: 'failed'; readonly step: StepId; readonly error: Error }
  /** `by` is the step that failed, not the last blocked step between the two. */
  | { readonly status: 'blocked'; readonly step: StepId; readonly by: StepId }
  | { readonly status: 'cancelled'; readonly step: StepId };
