import type { ImageId, StepId } from './ids.ts';

/** An image the engine already has, or one that an earlier step of this plan pulls or builds. */
export type ImageRef = { readonly id: ImageId } | { readonly madeBy: StepId };

/** An image that is mounted like a volume. */
export interface MountedImage {
  /** Absolute path in the container. */
  readonly target: string;
  /** The name in the request to the engine. */
  readonly reference: string;
  readonly image: ImageRef;
}
