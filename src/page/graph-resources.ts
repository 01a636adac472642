import { signal } from '@preact/signals';
import type { PageDrawing, PageState } from '../model/page-state.ts';
import { fitGraph } from './graph-place.ts';
import { post } from './page-key.ts';
import { pageState, tell } from './store.ts';

/** The drawing with networks and volumes, and the one without that it belongs to. undefined: it is not wanted. */
export const resources = signal<{ readonly of: PageDrawing; readonly drawing: PageDrawing } | undefined>(
  undefined,
);

/** The one with networks and volumes where it is wanted; when the services are others, that is asked for again. */
export function drawingOf({ drawing }: PageState): PageDrawing {
  const wanted = resources.value;
  if (!wanted || drawing.groups) return drawing;
  if (wanted.of !== drawing) void ask(drawing);
  return wanted.drawing;
}

export async function switchResources(): Promise<void> {
  const drawing = pageState.value?.drawing;
  if (resources.value || !drawing) resources.value = undefined;
  else await ask(drawing);
  fitGraph();
}

let asked: PageDrawing | undefined;

async function ask(of: PageDrawing): Promise<void> {
  if (asked === of) return;
  asked = of;
  try {
    const { json } = await post('drawing', {});
    const { width, height, boxes, lines, reason } = json;
    if (width !== undefined && height !== undefined && boxes && lines)
      resources.value = { of, drawing: { width, height, boxes, lines } };
    else tell(reason ?? 'refused');
  } catch {
    tell('the server of this page does not answer');
  } finally {
    asked = undefined;
  }
}
