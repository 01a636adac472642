/** What a container uses of its machine at one moment; traffic since it was started. */
export interface StatsSample {
  /** 100 is one processor. */
  readonly cpuPercent: number;
  readonly memoryBytes: number;
  /** 0: it does not run. */
  readonly memoryLimitBytes: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
  readonly processes: number;
}
