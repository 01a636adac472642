import type { Transport } from '../connection/transport.ts';
import type { LogRecord } from '../port/engine-answers.ts';
import type { LogOptions } from '../port/engine-requests.ts';
import { readLog } from '../streams/log-stream.ts';
import { logTime } from '../streams/log-time.ts';

/** The lines at `path`, of a container or of a task. Aborted before the first one: none. */
export async function* readLogs(
  transport: Transport,
  path: string,
  { follow, tail, since, until, tty }: LogOptions,
  signal: AbortSignal,
): AsyncGenerator<LogRecord> {
  const query = {
    stdout: true,
    stderr: true,
    timestamps: true,
    follow,
    tail: tail ?? 'all',
    since: since && logTime(since),
    until: until && logTime(until),
  };
  const stream = await transport.stream({ method: 'GET', path, query, signal }).catch((error: unknown) => {
    if (signal.aborted) return undefined;
    throw error;
  });
  if (stream) yield* readLog(stream, tty, signal);
}
