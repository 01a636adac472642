import type { Writable } from 'node:stream';

const LOOK_MS = 50;
/** A reader that takes nothing for so long has stopped. */
const STUCK_MS = 500;

/** Calls `then` when what waits to be written has not become less for a moment. */
export function onceStuck(streams: readonly Pick<Writable, 'writableLength'>[], then: () => void): void {
  let least = Number.POSITIVE_INFINITY;
  let unchangedMs = 0;
  setInterval(() => {
    const waiting = streams.reduce((sum, { writableLength }) => sum + writableLength, 0);
    unchangedMs = waiting < least ? 0 : unchangedMs + LOOK_MS;
    least = Math.min(least, waiting);
    if (unchangedMs >= STUCK_MS) then();
  }, LOOK_MS);
}
