import type { Project } from '../../model/project.ts';
import type { Hide } from '../../model/secret-hider.ts';
import { looksSecret } from '../../util/looks-secret.ts';
import { HIDDEN } from '../../util/sensitive.ts';

/** A variable, and each of its values. */
export interface MatrixAxis {
  readonly name: string;
  readonly values: readonly string[];
}

/** One copy: a value for each variable. */
export interface MatrixCopy {
  /** `PG=15`, `PG=15,NODE=22`. A secret has the number of its value. */
  readonly label: string;
  /** Of its results: `1-PG-15_NODE-22`. The number tells apart what is the same without the other characters; a secret leaves only that. */
  readonly folder: string;
  readonly variables: ReadonlyMap<string, string>;
}

/** `PG=15,16,17`. undefined: it is something else. */
export function parseAxis(text: string): MatrixAxis | undefined {
  const [, name, list] = /^([A-Za-z_][A-Za-z0-9_]*)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || list === undefined) return undefined;
  const values = [...new Set(list.split(',').map((value) => value.trim()))];
  return values.includes('') ? undefined : { name, values };
}

/** Whether values may not be shown: by the name of the variable, or as one of them is a secret of the project. */
export const isSecretAxis = (
  { name, values }: MatrixAxis,
  { secrecy }: Pick<Project, 'secrecy'>,
  hide: Hide,
): boolean =>
  looksSecret(name) ||
  (secrecy?.variables.has(name) ?? false) ||
  values.some((value) => hide(value) !== value);

interface Choice {
  readonly name: string;
  readonly value: string;
  /** The value as it may be read. */
  readonly shown: string;
}

/** All combinations, in the order that they are typed in. No axes: one copy without variables. */
export function matrixCopies(
  axes: readonly MatrixAxis[],
  isSecret: (axis: MatrixAxis) => boolean = () => false,
): readonly MatrixCopy[] {
  const secret = axes.filter(isSecret);
  const combined = axes.reduce<readonly (readonly Choice[])[]>(
    (copies, axis) => copies.flatMap((copy) => choicesOf(axis, secret).map((choice) => [...copy, choice])),
    [[]],
  );
  return combined.map((choices, index) => {
    const label = choices.map(({ name, shown }) => `${name}=${shown}`).join(',');
    return {
      label,
      folder: secret.length > 0 ? `${index + 1}` : `${index + 1}-${plainName(label)}`,
      variables: new Map(choices.map(({ name, value }) => [name, value])),
    };
  });
}

const choicesOf = (axis: MatrixAxis, secret: readonly MatrixAxis[]): readonly Choice[] =>
  axis.values.map((value, index) => ({
    name: axis.name,
    value,
    shown: secret.includes(axis) ? `${HIDDEN} ${index + 1}` : value,
  }));

/** `PG=15,NODE=22` → `PG-15_NODE-22` */
const plainName = (label: string): string =>
  label
    .replaceAll('=', '-')
    .replaceAll(',', '_')
    .replaceAll(/[^\w.-]+/g, '-')
    .slice(0, 80);
