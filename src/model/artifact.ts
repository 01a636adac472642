/** One file of a published project in a registry. */
export interface ArtifactLayer {
  readonly mediaType: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly content: string;
}
