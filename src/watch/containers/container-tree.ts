import { posix } from 'node:path';
import { extract, type Header } from 'tar-stream';
import type { Engine } from '../../engine/port/engine.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { ContainerId } from '../../model/ids.ts';
import { newHash } from '../files/hash-file.ts';
import type { EntryKind } from '../files/host-tree.ts';

/** What a container has at a path. */
export interface ContainerEntry {
  readonly kind: EntryKind;
  readonly sizeBytes: number;
  /** Permission bits. */
  readonly mode: number;
  /** Of a file. */
  readonly hash?: string;
  /** Of a link. */
  readonly linkTarget?: string;
}

/** By absolute path in the container. */
export type ContainerTree = ReadonlyMap<string, ContainerEntry>;

/**
 * Reads files and folders of a container, running or not, with their content hashed as it comes: one call each, and
 * nothing has to be in the image for it. What is not there is not in the answer.
 */
export async function readContainerTree(
  engine: Engine,
  container: ContainerId,
  paths: readonly string[],
): Promise<ContainerTree> {
  const tree = new Map<string, ContainerEntry>();
  const waiting = [...paths];
  const read = async (): Promise<void> => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift())
      await readOne(engine, container, path, tree);
  };
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, paths.length) }, read));
  return tree;
}

const AT_A_TIME = 4;

/** @param path with `/.` at the end: what a link leads to. */
async function readOne(
  engine: Engine,
  container: ContainerId,
  path: string,
  tree: Map<string, ContainerEntry>,
): Promise<void> {
  const archive = await engine.getArchive(container, path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (!archive) return;
  const parent = posix.dirname(path);
  const entries = extract();
  archive.on('error', (error) => entries.destroy(error));
  archive.pipe(entries);
  for await (const entry of entries) {
    const { header } = entry;
    const name = posix.join('/', parent, header.name).replace(/(?<=^\/|[^/])\/+$/, '');
    const kind = kindOf(header);
    const hash = kind === 'file' ? newHash() : undefined;
    for await (const chunk of entry) if (Buffer.isBuffer(chunk)) hash?.update(chunk);
    if (!kind) continue;
    tree.set(name, {
      kind,
      sizeBytes: header.size,
      mode: header.mode & 0o7777,
      ...(hash ? { hash: hash.digest('hex') } : {}),
      ...(kind === 'link' ? { linkTarget: header.linkname } : {}),
    });
    // A second name of a file in the same archive has no content of its own.
    if (header.type === 'link') {
      const first = tree.get(posix.join('/', parent, header.linkname));
      if (first) tree.set(name, first);
    }
  }
}

function kindOf({ type }: Header): EntryKind | undefined {
  if (type === 'file' || type === 'contiguous-file' || type === 'link') return 'file';
  if (type === 'directory') return 'folder';
  return type === 'symlink' ? 'link' : undefined;
}

function isMissing(error: unknown): boolean {
  if (!(error instanceof EngineError)) return false;
  // A path below a file is "not a directory"; and a container that is gone makes the next write to it fail.
  return error.status === 404 ? error.code !== 'no-container' : /not a directory/i.test(causeText(error));
}

const causeText = ({ cause }: EngineError): string => (cause instanceof Error ? cause.message : '');
