import type { Span } from '../diagnostics/source.ts';

/** An image that a build is from, or copies from, and that another service of the project builds. */
export interface TakenImage {
  /** As the Dockerfile writes it, with its variables filled in. */
  readonly image: string;
  /** Who builds it. */
  readonly service: string;
  /** Where the Dockerfile says so. Absent: it is a part of the Compose file. */
  readonly at?: Span;
}
