/** Those of `watch` and `dev`. */
export interface WatchFlags {
  readonly prune: boolean;
  readonly quiet?: boolean;
  readonly apply?: boolean;
  readonly poll?: boolean;
  readonly asHost?: boolean;
}
