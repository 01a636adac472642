import type { Engine } from '../../engine/port/engine.ts';
import type { Observed } from '../../model/observed.ts';

/** What plans that are about images alone need of the engine: one call, and none when there is nothing to ask. */
export async function observeImages(engine: Engine, references: readonly string[]): Promise<Observed> {
  const images = references.length === 0 ? new Map() : await engine.listImages(references);
  return { containers: [], networks: [], volumes: [], images };
}
