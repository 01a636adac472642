import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { OneOff } from '../../planner/request/one-off.ts';

interface Watched {
  /** To run the plan with. */
  readonly engine: Engine;
  /** Error: EngineError when it cannot be removed. */
  removeUnstarted(isInterrupted: boolean): Promise<void>;
}

/**
 * Removes a one-off that was created and could not be started: with `--rm`, since an engine removes by itself only what has run, and
 * when the user has interrupted, since nobody has seen it then.
 */
export function watchCreation(
  engine: Engine,
  { name, autoRemove }: Pick<OneOff, 'name' | 'autoRemove'>,
): Watched {
  let created: ContainerId | undefined;
  let isStarted = false;
  const watching: Engine = {
    ...engine,
    async createContainer(asName, request, platform) {
      const made = await engine.createContainer(asName, request, platform);
      if (asName === name) created = made.id;
      return made;
    },
    async startContainer(id) {
      await engine.startContainer(id);
      if (id === created) isStarted = true;
    },
  };
  return {
    engine: watching,
    async removeUnstarted(isInterrupted) {
      if (created === undefined || isStarted) return;
      if (autoRemove || isInterrupted) await engine.removeContainer(created, true);
    },
  };
}
