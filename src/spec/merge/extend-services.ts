import { dirname } from 'node:path';
import { suggest } from '../../util/suggest.ts';
import type { Directive } from '../read/merge-directives.ts';
import type { ReadDocument } from '../read/read-documents.ts';
import { fileName } from '../read/read-source.ts';
import type { Origins } from '../tree/origins.ts';
import { emptyMap, isMap, memberOf, type Tree, type TreeMap } from '../tree/tree.ts';
import { applyDirectives } from './apply-directives.ts';
import { type Assembly, type Mention, namedPath, readMentioned, reportAt } from './assembly.ts';
import { confine } from './confine.ts';
import { mergeTrees } from './merge-trees.ts';
import { noteVariables } from './note-variables.ts';
import { rebaseService } from './rebase-paths.ts';

/** The services of one file, among which `extends` looks up its target. */
interface Shelf {
  readonly services: TreeMap;
  /** Absolute, or `-`. */
  readonly file: string;
  /** The base of `extends.file`. */
  readonly folder: string;
  readonly directives: readonly Directive[];
  /** Finished services: many others may extend the same one. */
  readonly done: Map<string, Tree>;
}

/** A service on the way from the one that extends to the last one extended. */
interface Link {
  readonly name: string;
  readonly service: Tree;
  readonly shelf: Shelf;
}

interface Extending extends Assembly {
  /** The services of reported cycles: each of them leads into the same cycle. */
  readonly inCycles: Set<string>;
  /** By absolute path: a file that many services extend is interpolated once. */
  readonly shelves: Map<string, Shelf | undefined>;
}

/**
 * Merges each service of one document over the service that it extends.
 *
 * Trap:  this happens before the document is merged into others, so a later file's change of the extended service does not reach the
 *        extending one. docker compose does the same.
 * Error: `unknown-service`, `file-not-found`, `dependency-cycle`, each at its place.
 * Source: https://github.com/compose-spec/compose-spec/blob/main/05-services.md#extends.
 */
export function extendServices({ tree, file, directives }: ReadDocument, assembly: Assembly): TreeMap {
  const { services } = tree;
  if (!isMap(services) || !Object.values(services).some(isExtending)) return tree;
  const shelf: Shelf = { services, file, folder: assembly.workingDir, directives, done: new Map() };
  const extending: Extending = { ...assembly, shelves: new Map(), inCycles: new Set() };
  const extended: TreeMap = emptyMap();
  for (const name of Object.keys(services)) {
    extended[name] = extend({ name, service: services[name] ?? null, shelf }, extending);
    assembly.origins.take(extended, name, services);
  }
  const made = { ...tree, services: extended };
  assembly.origins.derive(made, tree);
  return made;
}

/** An included file has resolved its own `extends`; the including file must not do it again. */
export function dropExtended(model: TreeMap, origins: Origins): TreeMap {
  const { services } = model;
  if (!isMap(services)) return model;
  const plain: TreeMap = emptyMap();
  for (const name of Object.keys(services)) {
    const service = services[name] ?? null;
    // An `extends` without a service was not followed, and stays for the check of the shape.
    plain[name] =
      isMap(service) && referenceOf(service.extends, service) ? withoutExtends(service, origins) : service;
  }
  origins.derive(plain, services);
  const made = { ...model, services: plain };
  origins.derive(made, model);
  return made;
}

const isExtending = (service: Tree): boolean => isMap(service) && (service.extends ?? null) !== null;

/** First the way down to a service that extends none, then back. No recursion: it may be longer than the stack is deep. */
function extend(first: Link, assembly: Extending): Tree {
  const trail = new Map<string, Link>();
  let next: Link | undefined = first;
  let done: Tree | undefined;
  while (next) {
    done = next.shelf.done.get(next.name);
    if (done !== undefined) break;
    trail.set(idOf(next.shelf.file, next.name), next);
    next = baseOf(next, trail, assembly);
  }
  let base = next && done !== undefined ? { tree: done, shelf: next.shelf } : undefined;
  for (const link of [...trail.values()].reverse()) {
    const tree = base ? extendOver(base, link, assembly) : link.service;
    link.shelf.done.set(link.name, tree);
    base = { tree, shelf: link.shelf };
  }
  return base?.tree ?? null;
}

const idOf = (file: string, name: string): string => `${file}\0${name}`;

/** What a service extends. @returns undefined when that is nothing, or nothing that can be found. */
function baseOf(
  { name, service, shelf }: Link,
  trail: ReadonlyMap<string, Link>,
  assembly: Extending,
): Link | undefined {
  if (!isMap(service) || !isExtending(service)) return undefined;
  // `extends` itself stays for the check of the shape.
  const reference = referenceOf(service.extends, service);
  if (!reference) {
    assembly.gaps.add('extends');
    return undefined;
  }
  const from = reference.file === undefined ? shelf : openShelf(reference.file, shelf, assembly);
  if (!from) return undefined;
  const base = memberOf(from.services, reference.service.text);
  if (base === undefined) {
    assembly.gaps.add('extends');
    reportAt(
      assembly,
      reference.service.mention,
      'unknown-service',
      `service "${name}" extends "${reference.service.text}", which ${fileName(from.file, assembly.cwd, assembly.files)} does not have`,
      suggest(reference.service.text, Object.keys(from.services)),
      ['services', name],
    );
    return undefined;
  }
  const again = trail.get(idOf(from.file, reference.service.text));
  if (again) {
    assembly.gaps.add('extends');
    const links = [...trail.values()];
    complainOfCycle(links.slice(links.indexOf(again)), reference.service.mention, assembly);
    return undefined;
  }
  return { name: reference.service.text, service: base, shelf: from };
}

function extendOver(
  base: { readonly tree: Tree; readonly shelf: Shelf },
  { name, service, shelf }: Link,
  assembly: Extending,
): Tree {
  const { origins, homeDir } = assembly;
  const based =
    base.shelf === shelf
      ? base.tree
      : rebaseService(base.tree, { workingDir: base.shelf.folder, homeDir }, origins);
  return isMap(based) && isMap(service)
    ? mergeAsServices(name, withoutExtends(based, origins), service, shelf, assembly)
    : service;
}

function complainOfCycle(cycle: readonly Link[], mention: Mention, assembly: Extending): void {
  const links = cycle.map(({ name, shelf }) => idOf(shelf.file, name));
  if (links.some((link) => assembly.inCycles.has(link))) return;
  for (const link of links) assembly.inCycles.add(link);
  const names = cycle.map(({ name }) => name);
  const [first = ''] = names;
  const message =
    names.length > 1
      ? `these services extend one another: ${[...names, first].join(' → ')}`
      : `service "${first}" extends itself`;
  const hint = names.length > 1 ? 'remove one of these "extends"' : 'remove it';
  reportAt(assembly, mention, 'dependency-cycle', message, hint);
}

function withoutExtends(service: TreeMap, origins: Origins): TreeMap {
  const { extends: _, ...rest } = service;
  origins.derive(rest, service);
  return rest;
}

/** The merge rules use the path from the root. */
function mergeAsServices(
  name: string,
  base: TreeMap,
  over: TreeMap,
  { directives }: Shelf,
  assembly: Assembly,
): Tree {
  const { origins, report } = assembly;
  const below = applyDirectives({ services: { [name]: base } }, directives, assembly);
  const merged = mergeTrees(below, { services: { [name]: over } }, origins, report);
  return isMap(merged.services) ? (merged.services[name] ?? null) : null;
}

interface Reference {
  readonly service: { readonly text: string; readonly mention: Mention };
  readonly file?: { readonly text: string; readonly mention: Mention };
}

/** @returns undefined when the shape is wrong. */
function referenceOf(said: Tree | undefined, service: TreeMap): Reference | undefined {
  if (typeof said === 'string')
    return { service: { text: said, mention: { container: service, key: 'extends' } } };
  if (!isMap(said) || typeof said.service !== 'string') return undefined;
  const named = { text: said.service, mention: { container: said, key: 'service' } };
  return typeof said.file === 'string'
    ? { service: named, file: { text: said.file, mention: { container: said, key: 'file' } } }
    : { service: named };
}

function openShelf(
  { text, mention }: NonNullable<Reference['file']>,
  { folder, file: by }: Shelf,
  extending: Extending,
): Shelf | undefined {
  const { shelves, homeDir } = extending;
  const file = namedPath({ text, mention, by }, { workingDir: folder, homeDir }, extending);
  if (file === undefined) {
    extending.gaps.add('extends');
    return undefined;
  }
  if (!shelves.has(file)) shelves.set(file, fillShelf(file, mention, extending));
  return shelves.get(file);
}

function fillShelf(file: string, mention: Mention, assembly: Assembly): Shelf | undefined {
  const { origins, report, fill, variables, homeDir } = assembly;
  const documents = readMentioned(file, 'the file to extend', mention, assembly);
  let model: TreeMap | undefined;
  for (const document of documents) {
    const { tree, directives } = document;
    noteVariables(document, assembly.remotes);
    const filled = fill(tree, variables);
    if (!isMap(filled)) continue;
    confine(filled, tree, file, { workingDir: dirname(file), homeDir }, assembly);
    model = model
      ? mergeTrees(applyDirectives(model, directives, assembly), filled, origins, report)
      : filled;
  }
  if (!model) return undefined;
  const services = isMap(model.services) ? model.services : {};
  const directives = documents.flatMap((document) => document.directives);
  return { services, file, folder: dirname(file), directives, done: new Map() };
}
