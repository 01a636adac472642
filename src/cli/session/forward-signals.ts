import { noteInterrupt } from '../context/signals.ts';

/**
 * What a process can be told by signals. Those that stop and continue it (Ctrl-Z, `fg`) are for this program, so that
 * the shell it runs in keeps its job control.
 */
const FORWARDED = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
] as const satisfies readonly NodeJS.Signals[];

/** Calls `forward` with the name of each signal instead of ending. @returns takes the listening back. */
export function onSignals(forward: (signal: string) => void): () => void {
  const listener = (signal: NodeJS.Signals): void => {
    noteInterrupt();
    forward(signal);
  };
  for (const signal of FORWARDED) process.on(signal, listener);
  return () => {
    for (const signal of FORWARDED) process.removeListener(signal, listener);
  };
}

const ENDING: readonly string[] = ['SIGINT', 'SIGQUIT', 'SIGTERM'] satisfies readonly NodeJS.Signals[];

/** Whether who sends it wants the process to end. */
export const isToEnd = (signal: string): boolean => ENDING.includes(signal);
