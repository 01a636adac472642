import { setImmediate } from 'node:timers/promises';
import type { PendingObservation } from '../../engine/observe/observe.ts';
import type { Cli } from '../context/cli.ts';

/**
 * Once questions are on their way there is time to work on what does not depend on the answers. A connection to a socket
 * is made, and written to, within two turns of the event loop.
 */
export async function questionsAreSent(): Promise<void> {
  await setImmediate();
  await setImmediate();
}

/** What the engine is asked while the files are read. */
export interface Ahead {
  /** To be called as soon as the name of the project is known. */
  onName(project: string): Promise<undefined>;
  /** Absent: nothing has been asked. */
  readonly asked: PendingObservation | undefined;
}

/**
 * Lets the engine look while we read on: that takes either of them about as long.
 *
 * Over ssh nothing is asked ahead: a password might have to be typed, for files that turn out to be wrong.
 *
 * @param history whether to ask what was changed in place too
 */
export function askAhead(cli: Cli, history = false): Ahead {
  let asked: PendingObservation | undefined;
  return {
    async onName(project) {
      // Who cannot be reached will be told of when the answers are waited for.
      const engine = await cli.engine().catch(() => undefined);
      if (!engine || engine.endpoint.startsWith('ssh:')) return undefined;
      const { startObserving } = await import('../../engine/observe/observe.ts');
      asked = startObserving(engine, project, history);
      await questionsAreSent();
      return undefined;
    },
    get asked() {
      return asked;
    },
  };
}
