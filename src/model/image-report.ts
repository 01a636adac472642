import type { Span } from '../diagnostics/source.ts';

/** Of what layers an image is made, for people and for programs. */
export interface ImageReport {
  /** As the services name it. */
  readonly image: string;
  readonly id: string;
  readonly services: readonly string[];
  readonly bytes: number | undefined;
  /** It was built from the text that its Dockerfile has now; undefined: it is not built here. */
  readonly isCurrent: boolean | undefined;
  /** The lowest first; empty: they could not be read. */
  readonly layers: readonly LayerReport[];
}

export interface LayerReport {
  readonly id: string;
  /** Undefined: it could not be read. */
  readonly bytes: number | undefined;
  /** With all layers below. */
  readonly totalBytes: number;
  /** What made it; empty: the image does not say. */
  readonly instruction: string;
  /** It belongs to the image below; undefined: nobody knows. */
  readonly isOfBase: boolean | undefined;
  readonly at?: Span;
}

/** An image of which nothing is known. */
export interface UnseenImage {
  readonly image: string;
  readonly services: readonly string[];
  /** The service builds it. */
  readonly isBuilt: boolean;
}
