/** `registry:5000/team/app:1.2@sha256:…` in its parts. */
export interface ImageReference {
  /** With its registry and folders. */
  readonly repository: string;
  /** The last part of the repository. */
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
}

export function parseReference(text: string): ImageReference {
  const [before = '', digest] = text.split('@');
  const slash = before.lastIndexOf('/');
  const colon = before.indexOf(':', slash + 1);
  const repository = colon < 0 ? before : before.slice(0, colon);
  return {
    repository,
    name: repository.slice(repository.lastIndexOf('/') + 1),
    ...(colon >= 0 && { tag: before.slice(colon + 1) }),
    ...(digest !== undefined && { digest }),
  };
}
