import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../../engine/port/engine.ts';
import type { EngineEvent } from '../../engine/port/engine-answers.ts';
import { isStatus, unlessStatus } from '../../engine/refusals/engine-error.ts';
import { ENDS_LATE_MS, unknownEnd } from '../../engine/streams/exec-end.ts';
import { isAlive } from '../../model/container-state.ts';
import type { ContainerId } from '../../model/ids.ts';
import { inspectEnded } from '../../reconciler/waits/inspect-ended.ts';
import { lookUntil } from '../../util/look-until.ts';

const KILLED = 137;
/** An engine on a busy machine may still know nothing of the end then, but the processes have ended. */
const SOON_MS = 300;
const LATE_MS = 500;

/** How a container ends, heard of even if that takes no time. */
export interface ContainerEnding {
  /** Error: EngineError when the engine went away, or has removed the container without telling how it ended. */
  exitCode(id: ContainerId): Promise<number>;
  /**
   * The same when the engine ended the output, which it does at the end of a process. Error: EngineError when the container goes on,
   * as the connection was lost then.
   */
  exitCodeAfterOutput(id: ContainerId): Promise<number>;
  /**
   * Whether it lacked memory. Unless an event has said so, its state tells; where the engine has removed it there is none, and
   * the event may come a moment after its end.
   */
  lackedMemory(id: ContainerId): Promise<boolean>;
  /** Resolves when the engine has removed it. */
  removed(id: ContainerId): Promise<void>;
  close(): void;
}

/**
 * Listens from now on: the container need not exist yet.
 *
 * @param labels as `subscribe` takes them
 * @param isIt which of the containers that have them is meant. Default: there is only one.
 */
export async function listenForEnding(
  engine: Engine,
  labels: readonly string[],
  isIt: (event: EngineEvent) => boolean = () => true,
): Promise<ContainerEnding> {
  let end = (_code: number): void => {};
  let remove = (): void => {};
  let endedBy: number | undefined;
  let resolveOutOfMemory = (): void => {};
  const lacked = new Promise<true>((resolve) => {
    resolveOutOfMemory = () => resolve(true);
  });
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  const removed = new Promise<void>((resolve) => {
    remove = resolve;
  });
  const subscription = await engine.subscribe(labels, (event) => {
    if (!isIt(event)) return;
    if (event.action === 'oom') resolveOutOfMemory();
    if (event.action === 'die') {
      endedBy = event.exitCode ?? 0;
      end(endedBy);
    }
    if (event.action === 'destroy') remove();
  });
  // Somebody may ask for the end only after it broke, which must not end the process meanwhile.
  const broken = subscription.ended.then(() => new Promise<never>(() => {}));
  broken.catch(() => {});
  const closed = new AbortController();
  const exitCode = (id: ContainerId): Promise<number> =>
    Promise.race([ended, broken, lookUntil(() => codeOf(engine, id), closed.signal)]);
  return {
    exitCode,
    async exitCodeAfterOutput(id) {
      const code = exitCode(id);
      const within = (ms: number): Promise<number | undefined> => Promise.race([code, pause(ms)]);
      const soon = await within(SOON_MS);
      if (soon !== undefined) return soon;
      const isRunning = await Promise.race([code, hasProcesses(engine, id)]);
      if (isRunning === true) throw unknownEnd(true);
      const late = await within(ENDS_LATE_MS - SOON_MS);
      if (late !== undefined) return late;
      // An event may be later than that. What the engine does not tell now is told by the looks.
      const container = await engine.inspectContainer(id).catch(() => undefined);
      if (container && (isAlive(container) || container.state === 'created')) throw unknownEnd(true);
      return code;
    },
    lackedMemory: async (id) => {
      const heard = await Promise.race([lacked, false]);
      if (heard || endedBy !== KILLED) return heard;
      const state = await inspectEnded(engine, id).catch(() => undefined);
      return state ? state.oomKilled : Promise.race([lacked, sleep(LATE_MS, false)]);
    },
    async removed(id) {
      await Promise.race([removed, broken, lookUntil(() => isGone(engine, id), closed.signal)]);
    },
    close() {
      closed.abort();
      subscription.close();
    },
  };
}

/** A stream of events may be open and silent. @returns undefined: it has not ended */
async function codeOf(engine: Engine, id: ContainerId): Promise<number | undefined> {
  const container = await engine.inspectContainer(id).catch((error: unknown) => {
    throw isStatus(error, 404) ? unknownEnd(false) : error;
  });
  return isAlive(container) || container.state === 'created' ? undefined : container.exitCode;
}

/** No reason for the program to stay. */
const pause = (ms: number): Promise<undefined> =>
  new Promise((resolve) => setTimeout(() => resolve(undefined), ms).unref());

const hasProcesses = (engine: Engine, id: ContainerId): Promise<boolean> =>
  engine.topContainer(id).then(
    ({ processes }) => processes.length > 0,
    () => false,
  );

async function isGone(engine: Engine, id: ContainerId): Promise<true | undefined> {
  const container = await engine.inspectContainer(id).catch(unlessStatus(404));
  return container ? undefined : true;
}
