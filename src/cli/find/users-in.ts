import type { Engine } from '../../engine/port/engine.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import { isCopyHelper } from '../../model/volume-copy.ts';

/** All containers of an engine, of any project, that may be there for their volumes. A command that was cut off may have left others. */
export const usersIn = async (engine: Engine): Promise<readonly ObservedContainer[]> =>
  (await engine.listContainers([])).filter((container) => !isCopyHelper(container));
