/** The resource usage of a container at one moment; traffic since its start. */
export interface StatsSample {
  /** 100 is one processor. */
  readonly cpuPercent: number;
  readonly memoryBytes: number;
  /** 0: it is not running. */
  readonly memoryLimitBytes: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
  readonly processes: number;
}
