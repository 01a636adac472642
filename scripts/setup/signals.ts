import { constants } from 'node:os';

type Handler = (signal: NodeJS.Signals) => void;

let armed = false;
/** One for each command that runs beside others. */
const handlers = new Set<Handler>();

/**
 * Runs `undo` once: when the returned function is called, or when this process ends, whatever the reason
 * (SIGKILL aside, after which nothing can run).
 *
 * `undo` must be synchronous: an `exit` listener is the last thing that Node runs.
 */
export function onExit(undo: () => void): () => void {
  arm();
  const once = (): void => {
    process.off('exit', once);
    undo();
  };
  process.on('exit', once);
  return once;
}

/** Gives signals to `to` instead of ending this process, until the returned function is called. */
export function divertSignals(to: Handler): () => void {
  arm();
  handlers.add(to);
  return () => {
    handlers.delete(to);
  };
}

/** The exit code by which shells tell that a signal ended a command. */
export function exitCodeFor(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/** A signal's default action would skip the `exit` listeners. */
function arm(): void {
  if (armed) return;
  armed = true;
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => tell(signal));
}

function tell(signal: NodeJS.Signals): void {
  if (handlers.size === 0) endNow(signal);
  for (const handler of handlers) handler(signal);
}

function endNow(signal: NodeJS.Signals): void {
  process.exit(exitCodeFor(signal));
}
