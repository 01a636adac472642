import { inspectUnlessGone } from '../../engine/observe/observe.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import { type VolumeCopy, writersOf } from '../../model/volume-copy.ts';

/**
 * The containers that may write into a volume at this moment. Docker answers that a container has stopped before its list says so, thus
 * each that seems to run is looked at by itself.
 *
 * Error: EngineError.
 */
export async function writersNow(
  engine: Pick<Engine, 'listContainers' | 'inspectContainer'>,
  source: Pick<VolumeCopy, 'source' | 'sourceFolder'>,
): Promise<readonly ObservedContainer[]> {
  const listed = writersOf(await engine.listContainers([]), source);
  const now = await Promise.all(
    listed.map(async (container) => {
      const found = await inspectUnlessGone(engine, container.id);
      return found ? [{ ...container, state: found.state }] : [];
    }),
  );
  return writersOf(now.flat(), source);
}
