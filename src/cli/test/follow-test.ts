import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../../engine/port/engine.ts';
import { isStatus } from '../../engine/refusals/engine-error.ts';
import type { LogLine } from '../../model/event.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { Hide } from '../../model/secret-hider.ts';
import { aborted } from '../context/signals.ts';
import { LastText } from './last-of.ts';

interface FollowRequest {
  readonly service: string;
  /** Shows a line, without secrets. */
  readonly show: (line: LogLine) => Promise<void> | undefined;
  readonly hide: Hide;
  /** The user, or the time that is over, ends the test. */
  readonly signal: AbortSignal;
}

interface Followed {
  /** Absent: the signal came first. */
  readonly exitCode?: number;
  /** What it wrote last, without secrets. */
  readonly output: string;
}

/** How long a test that is told to end may take: its report may be on the way. */
const GRACE_SECONDS = 2;
/** What a test that was told to end wrote may be read for so long. The logs of the results have the rest. */
const REST_MILLISECONDS = 1000;
/** Of the output, kept for the report. */
const MOST_KEPT = 256 * 1024;
/** What the engine answers when the driver of a log cannot be read. */
const NOT_IMPLEMENTED = 501;

/** Shows what a container writes until it ends. */
export async function followTest(
  engine: Engine,
  id: ContainerId,
  { service, show, hide, signal }: FollowRequest,
): Promise<Followed> {
  const stop = new AbortController();
  const output = new LastText(MOST_KEPT);
  const follow = async (): Promise<void> => {
    for await (const record of engine.logs(id, { follow: true, tty: false }, stop.signal)) {
      if (stop.signal.aborted) return;
      const text = hide(record.text);
      output.add(`${text}\n`);
      await show({ container: id, label: service, ...record, text });
    }
  };
  const following = follow().catch((error: unknown) => {
    if (stop.signal.aborted || isStatus(error, NOT_IMPLEMENTED)) return;
    throw error;
  });
  following.catch(() => {});
  const waiting = engine.waitContainer(id, 'not-running', stop.signal);
  waiting.catch(() => {});
  const ending = aborted(signal);
  const rest = (): Promise<void> => sleep(REST_MILLISECONDS, undefined, { signal: stop.signal });
  try {
    const exitCode = await Promise.race([waiting, ending]);
    if (exitCode === undefined) await engine.stopContainer(id, GRACE_SECONDS);
    // There may be much to read yet, and whoever ends the tests does not wait for that.
    await Promise.race([following, ending.then(rest).catch(() => {})]);
    return { ...(exitCode !== undefined && { exitCode }), output: output.text };
  } finally {
    stop.abort();
  }
}
