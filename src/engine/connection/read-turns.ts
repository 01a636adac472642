import type { CallLimits } from './call-limits.ts';
import type { EngineRequest } from './engine-request.ts';

/**
 * More at a time are no faster: engines have few processors, and each call takes a connection. Thousands of calls at once are more
 * than a socket accepts, or than a process may have open. What changes something waits for its slot in the reconciler.
 */
const READS_AT_A_TIME = 32;

/** The engine measures for a second or two, and does nothing else meanwhile. */
const SAMPLES_AT_A_TIME = 500;

/** Podman begins the answer to some streams only when there is something to say. */
const STREAM_MAY_KEEP_TURN_MS = 250;

type InTurn = <Answer>(
  request: EngineRequest,
  limits: CallLimits,
  read: () => Promise<Answer>,
) => Promise<Answer>;

/** Lets reads go on as they came, so many at a time. A stream has its turn until its answer begins. */
export function readTurns(): InTurn {
  const reads = atATime(READS_AT_A_TIME);
  const samples = atATime(SAMPLES_AT_A_TIME);
  return async ({ path }, { isRead, endless }, read) => {
    if (!isRead) return read();
    const isSample = !endless && path.endsWith('/stats');
    const release = await (isSample ? samples : reads)();
    const timer = endless ? setTimeout(release, STREAM_MAY_KEEP_TURN_MS).unref() : undefined;
    try {
      return await read();
    } finally {
      clearTimeout(timer);
      release();
    }
  };
}

/** @returns what waits for a turn, and gives what ends it; ending it again does nothing */
function atATime(limit: number): () => Promise<() => void> {
  let free = limit;
  const waiting: (() => void)[] = [];
  return async () => {
    if (free > 0) free--;
    else await new Promise<void>((go) => waiting.push(go));
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const next = waiting.shift();
      if (next) next();
      else free++;
    };
  };
}
