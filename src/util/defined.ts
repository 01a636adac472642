/** The same object without the members that are undefined, as `exactOptionalPropertyTypes` requires. */
export function defined<Members extends object>(
  members: { readonly [Key in keyof Members]: Members[Key] | undefined },
): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Members;
}
