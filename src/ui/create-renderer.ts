import { createJsonRenderer } from './json.ts';
import type { Output } from './output.ts';
import { createPlainRenderer } from './plain.ts';
import { createQuietRenderer } from './quiet.ts';
import type { Renderer, RendererOptions } from './renderer.ts';
import { createTtyRenderer } from './tty.ts';

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
