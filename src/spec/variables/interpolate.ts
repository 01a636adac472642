import type { Report } from '../tree/finding.ts';
import type { Origins } from '../tree/origins.ts';
import type { Container, Tree } from '../tree/tree.ts';
import type { SecretVariables } from './secret-variables.ts';
import { type ReportSpan, substitute, type VariableLookup } from './substitute.ts';

/**
 * Interpolates all texts; keys stay unchanged.
 *
 * An unchanged container is returned itself, so a tree without variables costs only a walk. Shared targets of aliases are interpolated
 * once and stay shared.
 * Source: https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md.
 */
export function interpolate(
  tree: Tree,
  variables: ReadonlyMap<string, string>,
  origins: Origins,
  report: Report,
  secrecy?: SecretVariables,
): Tree {
  const done = new Map<Container, Container>();
  const known: VariableLookup = { lookup: (name) => variables.get(name), names: () => variables.keys() };

  const member = (container: Container, key: string | number, value: Tree): Tree => {
    if (typeof value === 'string') {
      if (!value.includes('$')) return value;
      const reportSpan: ReportSpan = (finding, start, end) => {
        const place = origins.place(container, key);
        const within = [start, end] as const;
        report({ ...finding, ...(place && { place: place.kind === 'path' ? { ...place, within } : place }) });
      };
      const filled = substitute(value, known, reportSpan);
      secrecy?.note(value, key, filled, variables);
      return filled;
    }
    if (typeof value !== 'object' || value === null) return value;
    const before = done.get(value);
    if (before) return before;
    const after = Array.isArray(value) ? list(value) : map(value);
    done.set(value, after);
    if (after !== value) {
      origins.derive(after, value);
      origins.history?.recordFill(after, variables);
    }
    return after;
  };

  const list = (items: Tree[]): Tree[] => {
    let copy: Tree[] | undefined;
    for (const [index, item] of items.entries()) {
      const filled = member(items, index, item);
      if (filled === item) continue;
      copy ??= [...items];
      copy[index] = filled;
    }
    return copy ?? items;
  };

  const map = (from: { [key: string]: Tree }): { [key: string]: Tree } => {
    let copy: { [key: string]: Tree } | undefined;
    for (const key of Object.keys(from)) {
      const value = from[key] ?? null;
      const filled = member(from, key, value);
      if (filled === value) continue;
      // Spreading defines own members, so a key `__proto__` stays a key in the copy.
      copy ??= { ...from };
      copy[key] = filled;
    }
    return copy ?? from;
  };

  return typeof tree === 'object' && tree !== null ? member([tree], 0, tree) : tree;
}
