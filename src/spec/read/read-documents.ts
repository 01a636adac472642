import type { Source } from '../../diagnostics/source.ts';
import type { Report } from '../tree/finding.ts';
import type { Origins } from '../tree/origins.ts';
import { type Container, isMap, type Tree, type TreeMap } from '../tree/tree.ts';
import { RESET } from './go-schema.ts';
import { type Directive, mergeDirectives } from './merge-directives.ts';
import { readYaml } from './read-yaml.ts';

/** One document of a file, with its directives for the documents that it is merged into. */
export interface ReadDocument {
  readonly tree: TreeMap;
  /** Absolute, or `-`. */
  readonly file: string;
  readonly source: Source;
  /** The index among the documents of its file, from 0. */
  readonly position: number;
  readonly directives: readonly Directive[];
}

/** Reads a file and registers its values in `origins`. */
export function readDocuments(
  source: Source,
  file: string,
  origins: Origins,
  report: Report,
): readonly ReadDocument[] {
  const trees = readYaml(source, report);
  const directives = trees.length > 0 ? mergeDirectives(source) : [];
  return trees.flatMap((tree, position) => {
    origins.addRoot(tree, source, position);
    const own = directives[position] ?? [];
    const plain = own.length > 0 ? dropResets(tree, origins) : tree;
    return isMap(plain) ? [{ tree: plain, file, source, position, directives: own }] : [];
  });
}

/** Removes values that are reset. Values that aliases share are visited once and stay shared. */
function dropResets(tree: Tree, origins: Origins): Tree {
  const done = new Map<Container, Container>();
  const drop = (value: Tree): Tree => {
    if (typeof value !== 'object' || value === null) return value;
    const before = done.get(value);
    if (before) return before;
    const after = Array.isArray(value) ? list(value) : map(value);
    done.set(value, after);
    return after;
  };
  const map = (from: TreeMap): TreeMap => {
    const kept = Object.entries(from).filter(([, member]) => member !== RESET);
    const made: TreeMap = Object.fromEntries(kept.map(([key, member]) => [key, drop(member)]));
    origins.derive(made, from);
    return made;
  };
  const list = (from: Tree[]): Tree[] => {
    const made: Tree[] = [];
    for (const [index, item] of from.entries()) {
      if (item === RESET) continue;
      origins.take(made, made.length, from, index);
      made.push(drop(item));
    }
    return made;
  };
  return drop(tree);
}
