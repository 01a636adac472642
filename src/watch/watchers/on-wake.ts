/** Often enough to notice that the machine slept, too seldom to be noticed itself. */
const PULSE_MS = 15_000;

/** The clock goes on while the machine sleeps, and timers do not. */
export function onWake(woke: () => void): () => void {
  let last = Date.now();
  const timer = setInterval(() => {
    const slept = Date.now() - last > 2 * PULSE_MS;
    last = Date.now();
    if (slept) woke();
  }, PULSE_MS);
  timer.unref();
  return () => clearInterval(timer);
}
