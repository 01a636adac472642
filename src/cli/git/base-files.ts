import { dirname, extname, resolve } from 'node:path';
import type { Changes } from '../../reach/changes.ts';
import { type FilePort, FileUnreadable } from '../../spec/read/file-port.ts';
import type { GitChange } from './changes-since.ts';
import type { Base, Clone } from './find-base.ts';
import type { RealPaths } from './real-paths.ts';
import { runGitNow } from './run-git.ts';

interface Around {
  readonly clone: Clone;
  readonly base: Base;
  readonly changes: Changes<GitChange>;
  readonly paths: RealPaths;
  /** Of this machine. */
  readonly now: FilePort;
}

const LINK = '120000';
const SUBMODULE = '160000';

/**
 * The files as they were in the base. What has not changed since is read from the disk; so is what git does not know, of which nobody can
 * tell what it was.
 */
export class BaseFiles implements FilePort {
  readonly #around: Around;
  readonly #objects = new Map<string, Buffer>();

  constructor(around: Around) {
    this.#around = around;
  }

  read(path: string): string | undefined {
    return this.#read(path, 0);
  }

  #read(path: string, depth: number): string | undefined {
    const { changes, now, paths } = this.#around;
    const [own = path] = paths.of(path);
    const change = changes.at(own) ?? changes.above(own);
    if (!change) return now.read(path);
    // What was a file, or nothing, had no files in it.
    if (!change.before || change.path !== own) return undefined;
    if (change.before.mode === SUBMODULE) throw new FileUnreadable(path, 'is a directory');
    const text = this.#object(change).toString('utf8');
    if (change.before.mode !== LINK) return text;
    if (depth > 9) throw new FileUnreadable(path, 'cannot be read: too many links');
    return this.#read(resolve(dirname(own), text), depth + 1);
  }

  isDirectory(path: string): boolean {
    const { changes, clone, base, now, paths } = this.#around;
    const [own = path] = paths.of(path);
    if (changes.at(own)?.before !== undefined) return false;
    const below = changes.below(own);
    if (below.length === 0) return now.isDirectory(path);
    if (below.some(({ before }) => before !== undefined)) return true;
    if (!now.isDirectory(path)) return false;
    // All that has changed in it is new, and it may be new itself.
    const name = own === clone.root ? '' : own.slice(clone.root.length + 1);
    const kind = runGitNow(clone.root, ['cat-file', '-t', `${base.commit}:${name}`]);
    return kind?.toString('utf8').trim() === 'tree';
  }

  list(path: string): readonly string[] {
    return this.#around.now.list?.(path) ?? [];
  }

  readStdin(): string {
    return this.#around.now.readStdin();
  }

  get homeDir(): string {
    return this.#around.now.homeDir;
  }

  #object({ before, path }: GitChange): Buffer {
    const id = before?.id ?? '';
    if (!this.#objects.has(id)) this.#fetch(extname(path));
    const object = this.#objects.get(id);
    if (object === undefined) throw new FileUnreadable(path, 'cannot be read: git does not have it');
    return object;
  }

  /** One call for all files of a kind: whoever reads one of them mostly reads the others. */
  #fetch(ending: string): void {
    const { changes, clone } = this.#around;
    const wanted = changes.all.filter(
      ({ path, before }) => before && before.mode !== SUBMODULE && extname(path) === ending,
    );
    const ids = new Set(wanted.flatMap(({ before }) => (before ? [before.id] : [])));
    const answer = runGitNow(clone.root, ['cat-file', '--batch'], `${[...ids].join('\n')}\n`);
    if (answer) for (const [id, bytes] of objectsIn(answer)) this.#objects.set(id, bytes);
  }
}

/** `ID blob SIZE`, a line end, the bytes, a line end; or `ID missing`. */
function* objectsIn(answer: Buffer): Generator<readonly [string, Buffer]> {
  for (let at = 0; at < answer.length; ) {
    const end = answer.indexOf(10, at);
    if (end < 0) return;
    const [id = '', kind, size] = answer.toString('utf8', at, end).split(' ');
    at = end + 1;
    if (kind === 'missing') continue;
    const bytes = Number(size);
    yield [id, answer.subarray(at, at + bytes)];
    at += bytes + 1;
  }
}
