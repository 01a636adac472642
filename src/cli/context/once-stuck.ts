const LOOK_MS = 50;
/** A reader that takes nothing for so long has stopped. */
const STUCK_MS = 500;

/**
 * Calls `then` when a reader has stopped reading.
 *
 * @param left changes whenever the reader takes something
 * @returns stops looking.
 */
export function onceStuck(left: () => number, then: () => void): () => void {
  let before = left();
  let unchangedMs = 0;
  const timer = setInterval(() => {
    const now = left();
    unchangedMs = now === before ? unchangedMs + LOOK_MS : 0;
    before = now;
    if (unchangedMs < STUCK_MS) return;
    clearInterval(timer);
    then();
  }, LOOK_MS);
  return () => clearInterval(timer);
}
