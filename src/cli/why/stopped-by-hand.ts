import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';

/** An engine whose clock is behind ours has the stream open until our time is its own. */
const WITHIN_MS = 1000;

/** The signals that ask a program to end, or end it. */
const ENDING: ReadonlySet<string> = new Set(['2', '3', '9', '15']);

/**
 * The containers of a project that somebody has stopped since their last start. Only the events of the engine tell it of one that
 * ended with 0 then, and it remembers no more than its last 256.
 */
export async function stoppedByHand(engine: Engine, project: string): Promise<ReadonlySet<ContainerId>> {
  const stopped = new Set<ContainerId>();
  const query = {
    labels: [`${LABEL.project}=${project}`],
    since: '1',
    until: (Date.now() / 1000).toFixed(3),
  };
  try {
    const events = engine.history(query, AbortSignal.timeout(WITHIN_MS));
    for await (const { container, action, attributes } of events) {
      if (action === 'start') stopped.delete(container);
      else if (action === 'stop' || (action === 'kill' && ENDING.has(attributes.signal ?? '')))
        stopped.add(container);
    }
  } catch {
    // What it has told by then counts.
  }
  return stopped;
}
