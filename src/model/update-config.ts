export type UpdateOrder = 'stop-first' | 'start-first';

/** `deploy.update_config` or `deploy.rollback_config` of a service, as it is written. */
export interface UpdateConfig {
  /** Containers at a time; 0: all. Absent: 1. */
  readonly parallelism?: number;
  readonly delayMs?: number;
  /** `pause`, `continue` or `rollback`; another text is reported (`update-faults.ts`). Absent: `pause`. */
  readonly failureAction?: string;
  readonly monitorMs?: number;
  /** From 0 to 1. Absent: 0. */
  readonly maxFailureRatio?: number;
  /** `stop-first` or `start-first`. Absent: `stop-first`. */
  readonly order?: string;
}
