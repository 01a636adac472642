/** A variable, and each of its values. */
export interface MatrixAxis {
  readonly name: string;
  readonly values: readonly string[];
}

/** One copy: a value for each variable. */
export interface MatrixCopy {
  /** `PG=15`, `PG=15,NODE=22`. */
  readonly label: string;
  readonly variables: ReadonlyMap<string, string>;
}

/** `PG=15,16,17`. undefined: it is something else. */
export function parseAxis(text: string): MatrixAxis | undefined {
  const [, name, list] = /^([A-Za-z_][A-Za-z0-9_]*)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || list === undefined) return undefined;
  const values = [...new Set(list.split(',').map((value) => value.trim()))];
  return values.includes('') ? undefined : { name, values };
}

/** All combinations, in the order that they are typed in. No axes: one copy without variables. */
export function matrixCopies(axes: readonly MatrixAxis[]): readonly MatrixCopy[] {
  const combined = axes.reduce<readonly (readonly [string, string])[][]>(
    (copies, { name, values }) =>
      copies.flatMap((copy) => values.map((value) => [...copy, [name, value] as const])),
    [[]],
  );
  return combined.map((pairs) => ({
    label: pairs.map(([name, value]) => `${name}=${value}`).join(','),
    variables: new Map(pairs),
  }));
}
