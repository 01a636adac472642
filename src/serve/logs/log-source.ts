import type { PageLogLine } from '../../model/page-log.ts';

export interface LogRequest {
  /** Empty: all. */
  readonly services: readonly string[];
  /** Of each container, how many lines of what it wrote before. Absent: all. */
  readonly tail?: number;
}

export interface LogReader {
  /** @returns a promise when no more may come before it resolves */
  line(line: PageLogLine): Promise<void> | undefined;
  /** What was written before is complete. */
  ready(): void;
}

/** Where lines come from, without the secrets of the project. */
export interface LogSource {
  /** Resolves when `signal` is aborted, or no more can come. */
  followLogs(request: LogRequest, reader: LogReader, signal: AbortSignal): Promise<void>;
  /** What went wrong, without the secrets of the project: engines repeat in their errors what they were given. */
  tellError(error: unknown): string;
}
