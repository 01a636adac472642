import type { ImageId, StepId } from '../../model/ids.ts';
import type { ImageRef } from '../../model/image-ref.ts';

/** What a container of a service is made from. */
export interface PlannedImage {
  readonly ref: ImageRef;
  /** The engine has this one now. */
  readonly current?: ImageId;
  /** The step that may give another one. */
  readonly step?: StepId;
}
