/** What to wait before each look, the last one before all further ones. */
const PAUSES_MS = [5000, 8000, 12_000, 20_000, 30_000];

/** @param looks how many there were */
export const lookPauseMs = (looks: number): number => PAUSES_MS[Math.min(looks, PAUSES_MS.length - 1)] ?? 0;

/**
 * Looks now and then, less and less often: the safety net of a wait that listens. Runs until it sees something, fails, or the
 * signal is aborted; then it never settles, as whoever listens has heard of it.
 */
export async function lookUntil<Seen>(
  look: () => Promise<Seen | undefined>,
  signal: AbortSignal,
): Promise<Seen> {
  for (let looks = 0; !signal.aborted; looks++) {
    await pause(lookPauseMs(looks), signal);
    const seen = signal.aborted ? undefined : await look();
    if (seen !== undefined && !signal.aborted) return seen;
  }
  return new Promise(() => {});
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
