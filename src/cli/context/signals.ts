const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Where nothing is to be left half done also when the terminal is closed. */
export const ALSO_HANGUP = [...SIGNALS, 'SIGHUP'] as const;

let isInterrupted = false;

/** Whether a signal has come that somebody here listened to. */
export const wasInterrupted = (): boolean => isInterrupted;

export const noteInterrupt = (): void => {
  isInterrupted = true;
};

/**
 * Calls `steps` one after another, one for each Ctrl-C or SIGTERM; the last one for all further ones.
 *
 * @returns takes the listening back. After SIGHUP the process ends as if nobody had listened: the runtime would fail at its own end, as
 *   it gives a terminal back that is gone.
 */
export function onInterrupt(
  steps: readonly (() => void)[],
  signals: readonly NodeJS.Signals[] = SIGNALS,
): () => void {
  let received = 0;
  let isHungUp = false;
  const listener = (signal: NodeJS.Signals): void => {
    noteInterrupt();
    isHungUp ||= signal === 'SIGHUP';
    const step = steps[Math.min(received, steps.length - 1)];
    received++;
    step?.();
  };
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.removeListener(signal, listener);
    if (isHungUp) process.kill(process.pid, 'SIGHUP');
  };
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
