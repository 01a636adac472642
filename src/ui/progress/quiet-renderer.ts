import type { Renderer } from './renderer.ts';

/** Shows nothing: whoever asked for it still gets the error at the end, and the exit code. */
export function createQuietRenderer(): Renderer {
  return { handle() {}, printAbove: (write) => write(), close() {} };
}
