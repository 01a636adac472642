import type { Output } from '../text/output.ts';
import { createJsonRenderer } from './json-renderer.ts';
import { createPlainRenderer } from './plain-renderer.ts';
import { createQuietRenderer } from './quiet-renderer.ts';
import type { Renderer, RendererOptions } from './renderer.ts';
import { createTtyRenderer } from './tty-renderer.ts';

export type ProgressMode = 'tty' | 'plain' | 'json' | 'quiet';

const RENDERERS: {
  readonly [M in ProgressMode]: (out: Output, options: RendererOptions) => Renderer;
} = {
  tty: createTtyRenderer,
  plain: createPlainRenderer,
  json: createJsonRenderer,
  quiet: createQuietRenderer,
};

export function createRenderer(mode: ProgressMode, out: Output, options: RendererOptions): Renderer {
  return RENDERERS[mode](out, options);
}
