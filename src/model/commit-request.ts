/** The image that `commit` makes of a container. */
export interface CommitRequest {
  /** Absent: the image gets no name. */
  readonly repository?: string;
  readonly tag?: string;
  readonly message?: string;
  readonly author?: string;
  /** Lines of a Dockerfile: `CMD ["sh"]`. */
  readonly changes: readonly string[];
  /** The engine pauses the container meanwhile. */
  readonly pause: boolean;
}
