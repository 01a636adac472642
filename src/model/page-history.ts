/** What `gantry history` lists. */
export interface PageHistory {
  /** The newest first. */
  readonly releases: readonly PageRelease[];
  /** Who died in the middle of a change. Absent: nobody. */
  readonly interrupted?: string;
  /** What others have changed since the newest one, a line each. */
  readonly movedSince: readonly string[];
  /** Why some of them cannot be read, a line each. */
  readonly unreadable: readonly string[];
}

export interface PageRelease {
  readonly number: number;
  /** ISO 8601. */
  readonly at: string;
  readonly tookMs: number;
  /** `alice@host`, with the pipeline where there was one. */
  readonly by: string;
  /** `gantry up -d` */
  readonly command: string;
  readonly commit?: string;
  readonly outcome: string;
  /** One line for each change. */
  readonly changes: readonly string[];
  readonly failures: readonly string[];
  /** What others had changed since the one before. */
  readonly movedBefore: readonly string[];
  /** The project can be made into what it was then. */
  readonly canBeGoneBackTo: boolean;
}

/** One value that differs between two releases. Absent: that one does not have it. */
export interface PageReleaseDifference {
  /** `services.web.image` */
  readonly path: string;
  readonly from?: string;
  readonly to?: string;
}
