/** Variables by name, such as `process.env`. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** @internal */
export function environmentFrom(variables: Variables = process.env): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
