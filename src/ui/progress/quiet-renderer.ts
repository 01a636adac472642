import type { Renderer } from './renderer.ts';

/** Shows nothing: the user still gets the error at the end, and the exit code. */
export function createQuietRenderer(): Renderer {
  return {
    handle: () => undefined,
    printAbove(write) {
      write();
      return undefined;
    },
    close() {},
  };
}
