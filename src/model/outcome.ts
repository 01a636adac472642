import type { ContainerId, ImageId, StepId } from './ids.ts';

/** What a step that ended well made, for the steps after it. */
export type Made =
  | { readonly kind: 'container'; readonly id: ContainerId }
  | { readonly kind: 'image'; readonly id: ImageId }
  /** By their names; their values are secrets as likely as not. */
  | { readonly kind: 'variables'; readonly variables: ReadonlyMap<string, string> }
  | { readonly kind: 'nothing' };

/** How a step ended. */
export type Outcome =
  | { readonly status: 'done'; readonly step: StepId; readonly made: Made }
  /** Its guard was not met: there was nothing to do. */
  | { readonly status: 'skipped'; readonly step: StepId }
  | { readonly status: 'failed'; readonly step: StepId; readonly error: Error }
  /** `by` is the step that broke, not the last link of the chain behind it. */
  | { readonly status: 'blocked'; readonly step: StepId; readonly by: StepId }
  | { readonly status: 'cancelled'; readonly step: StepId };
