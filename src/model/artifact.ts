/** One file of a project that is published in a registry. */
export interface ArtifactLayer {
  readonly mediaType: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly content: string;
}
