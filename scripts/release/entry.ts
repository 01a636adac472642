/** A file, or a link to one, that an archive or a package contains. */
export type Entry = { readonly path: string } & (
  | { readonly content: string | Buffer; readonly isProgram?: boolean }
  | { readonly linkTo: string }
);
