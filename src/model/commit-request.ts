/** How the image of a container is to be. */
export interface CommitRequest {
  /** Absent: the image gets no name. */
  readonly repository?: string;
  readonly tag?: string;
  readonly message?: string;
  readonly author?: string;
  /** Lines of a Dockerfile: `CMD ["sh"]`. */
  readonly changes: readonly string[];
  /** Nothing in the container runs meanwhile. */
  readonly pause: boolean;
}
