import { resolve } from 'node:path';
import type { ProblemCode } from '../../diagnostics/problem.ts';
import { UserError, type UserErrorCode } from '../../diagnostics/user-error.ts';
import { isWithin, type RemoteFiles } from '../../model/remote-files.ts';
import { absolutePath, type PathBase } from '../attributes/short-syntax/paths.ts';
import type { FilePort } from '../read/file-port.ts';
import { isRemote } from '../read/is-remote.ts';
import type { Directive } from '../read/merge-directives.ts';
import { type ReadDocument, readDocuments } from '../read/read-documents.ts';
import { readSource } from '../read/read-source.ts';
import { findingOf, type Remotes } from '../read/remotes.ts';
import type { Element, Report } from '../tree/finding.ts';
import type { Origins } from '../tree/origins.ts';
import type { Container, Tree, TreeMap } from '../tree/tree.ts';
import type { IncludedModels } from './included-models.ts';

/** References that could not be read or followed. Rules must not report their content as missing. */
export type Gap = 'file' | 'include' | 'extends';

/** The context for reading more files. */
export interface Assembly extends PathBase {
  readonly files: FilePort;
  readonly remotes: Remotes;
  readonly cwd: string;
  readonly origins: Origins;
  readonly report: Report;
  readonly variables: ReadonlyMap<string, string>;
  /** Interpolates a tree. */
  readonly fill: (tree: Tree, variables: ReadonlyMap<string, string>) => Tree;
  /** The chain of files that are being included, the outermost first. */
  readonly including: readonly string[];
  /** What included files came to, by the variables they were filled with. */
  readonly included: IncludedModels;
  /** Documents by the absolute path of their file: each file is read once. */
  readonly documents: Map<string, readonly ReadDocument[]>;
  /** The variables of the included file that a service, secret or config (`secrets.key`) comes from. */
  readonly includedVariables: Map<string, ReadonlyMap<string, string>>;
  /** The directives that removed a value. */
  readonly appliedDirectives: Set<Directive>;
  readonly gaps: Set<Gap>;
}

/** The type of `assemble`, which included files need too. It is passed as a parameter, because an import would be a cycle. */
export type AssembleDocuments = (documents: readonly ReadDocument[], assembly: Assembly) => TreeMap;

/** The place that names another file. */
export interface Mention {
  readonly container: Container;
  readonly key: string | number;
}

/** The way from one file to another. */
export interface NamedFile {
  /** As it is written. */
  readonly text: string;
  readonly mention: Mention;
  /** Whose document names it; absolute. */
  readonly by: string;
}

/**
 * The absolute path of a file that another one names, fetched where it is on another machine.
 *
 * Error: that it cannot be had, and that a remote file names one beyond its folder.
 * @returns undefined also when it has to be fetched first; then all is read once more.
 */
export function namedPath(named: NamedFile, base: PathBase, assembly: Assembly): string | undefined {
  if (!isRemote(named.text)) return pathWithin(named, base, assembly);
  const found = assembly.remotes.find(named.text);
  if (found instanceof UserError) {
    const place = assembly.origins.place(named.mention.container, named.mention.key);
    assembly.report({ ...findingOf(found), ...(place && { place }) });
  }
  return found instanceof UserError ? undefined : found?.file;
}

/** The same for a path. A remote file may name none beyond its folder. */
export function pathWithin(
  { text, mention, by }: NamedFile,
  base: PathBase,
  assembly: Assembly,
): string | undefined {
  const path = absolutePath(text, base);
  const folder = assembly.remotes.folderOf(by);
  if (!folder || isWithin(resolve(path), folder.root)) return path;
  assembly.remotes.hasStrayed = true;
  reportAt(assembly, mention, 'remote-strays', strayText(text, folder), STRAY_HINT);
  return undefined;
}

export const strayText = (text: string, { reference }: RemoteFiles): string =>
  `"${text}" is beyond the files of ${reference}, which may read nothing else of this machine`;

export const STRAY_HINT =
  'name a file that comes with it, or give the value in a file of your own, merged over it';

/**
 * The documents of a file that another one names, without changes.
 * Error: `file-not-found` and `file-unreadable` at the place that names the file, and the problems of its text.
 */
export function readMentioned(
  path: string,
  what: string,
  mention: Mention,
  assembly: Assembly,
): readonly ReadDocument[] {
  const known = assembly.documents.get(path);
  if (known) return known;
  const { origins, report, files, cwd } = assembly;
  const place = origins.place(mention.container, mention.key);
  const source = readSource(path, what, 'file-not-found', cwd, files, (finding) =>
    report(place ? { ...finding, place } : finding),
  );
  const documents = source ? readDocuments(source, path, origins, report) : [];
  const how = what.endsWith('include') ? 'include' : 'extends';
  if (documents.length === 0) assembly.gaps.add(how);
  if (source) origins.history?.recordMention(source, { how, at: mention });
  assembly.documents.set(path, documents);
  return documents;
}

/** Reports a problem of the value at `key` of `container`. */
export function reportAt(
  assembly: Assembly,
  { container, key }: Mention,
  code: ProblemCode | UserErrorCode,
  message: string,
  hint?: string,
  of?: Element,
): void {
  const place = assembly.origins.place(container, key);
  assembly.report({
    code,
    severity: 'error',
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(of && { of }),
    ...(place ? { place } : {}),
  });
}
