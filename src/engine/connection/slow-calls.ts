/** Calls that the engine lets wait. */
export interface SlowCalls {
  /** As `callName` names them; at least one. */
  readonly calls: readonly string[];
  /** For how long nothing came, or not all of an answer that is needed as a whole. */
  readonly silentMs: number;
  /** After how long they fail. undefined: never. */
  readonly failsAfterMs: number | undefined;
}

export type OnSlow = (slow: SlowCalls) => void;

/** Calls that were sent together are told together. */
const TOGETHER_MS = 50;

/** Tells of slow calls in as few pieces as there are moments at which they became slow. */
export function gatherSlowCalls(onSlow: OnSlow): (call: string, times: Omit<SlowCalls, 'calls'>) => void {
  let gathered: string[] = [];
  return (call, times) => {
    gathered.push(call);
    if (gathered.length > 1) return;
    setTimeout(() => {
      const calls = gathered;
      gathered = [];
      onSlow({ calls, ...times });
    }, TOGETHER_MS).unref();
  };
}
