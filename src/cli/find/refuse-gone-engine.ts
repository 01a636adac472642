import type { Engine } from '../../engine/port/engine.ts';
import { LABEL } from '../../model/labels.ts';

/**
 * Asks the engine for something once a container has ended. An engine that is shut down ends its containers in order, and the
 * streams of its clients a while later, but it takes no calls from the first moment on.
 *
 * Error: EngineError `engine-unreachable`.
 */
export async function refuseGoneEngine(engine: Engine, project: string): Promise<void> {
  await engine.listContainers([`${LABEL.project}=${project}`]);
}
