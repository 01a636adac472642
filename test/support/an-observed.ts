import { imageId } from '../../src/model/ids.ts';
import type { Observed } from '../../src/model/observed.ts';

/** The image `busybox`, as `anObserved` has it. */
export const BUSYBOX = imageId(`sha256:${'b'.repeat(64)}`);

/** An engine that has the image `busybox` and nothing else. */
export function anObserved(parts: Partial<Observed> = {}): Observed {
  return {
    containers: [],
    networks: [],
    volumes: [],
    images: new Map([['busybox', { id: BUSYBOX }]]),
    ...parts,
  };
}
