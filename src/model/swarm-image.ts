/** A platform as nodes are chosen by it. */
export interface SwarmPlatform {
  readonly OS: string;
  /** Absent: nodes of different names for it take the image. */
  readonly Architecture?: string;
}

/** What a registry has under the name of an image. */
export interface ResolvedImage {
  /** `sha256:…`; of an image of several platforms that of the index. */
  readonly digest: string;
  /** Those that it is for. Empty: the registry does not tell. */
  readonly platforms: readonly SwarmPlatform[];
}

/** What came of asking for it. */
export type ImageAnswer =
  | ({ readonly kind: 'resolved' } & ResolvedImage)
  /** In words, without a full stop. */
  | { readonly kind: 'unresolved'; readonly why: string };

/** What the nodes are told to take. */
export interface PinnedImage {
  /** `name:tag@sha256:…`, or the id of an image that they have. */
  readonly text: string;
  /** The nodes that it is for. Absent: it is not known, or as before. */
  readonly platforms?: readonly SwarmPlatform[];
}
