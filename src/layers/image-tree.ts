import { posix } from 'node:path';
import type { ImageContents, LayerContents, LayerFile, UserIds } from './layer-contents.ts';

/** A file as a container of the image sees it. */
export interface TreeFile {
  readonly path: string;
  readonly file: LayerFile;
  /** The index of the layer that it comes from. */
  readonly layer: number;
}

/** A file that a later layer hides, and that is in the image all the same. */
export interface HiddenFile extends TreeFile {
  /** The index of that layer. */
  readonly by: number;
  /** What is there instead; absent: nothing. */
  readonly instead?: LayerFile;
}

interface Node {
  readonly children: Map<string, Node>;
  file?: LayerFile;
  layer: number;
}

/** What all layers of an image have together. Built once; answers without reading anything. */
export class ImageTree {
  readonly #root = newNode();
  readonly #hidden: HiddenFile[] = [];
  readonly #users: ReadonlyMap<string, UserIds>;

  /** Layers that could not be read are taken for empty: ask `isWhole` first. */
  constructor({ layers }: Pick<ImageContents, 'layers'>) {
    let users: ReadonlyMap<string, UserIds> = new Map();
    for (const [index, { contents }] of layers.entries()) {
      if (!contents) continue;
      this.#apply(contents, index);
      users = contents.users ?? users;
    }
    this.#users = users;
  }

  get hidden(): readonly HiddenFile[] {
    return this.#hidden;
  }

  /** By name or by number, as the engine looks it up. */
  userIds(user: string): UserIds | undefined {
    return this.#users.get(user) ?? [...this.#users.values()].find(({ uid }) => `${uid}` === user);
  }

  /** What is at a path, links of its folders and of itself followed as in a container. */
  at(path: string): TreeFile | undefined {
    let waiting = partsOf(path);
    let here = this.#root;
    let way: string[] = [];
    for (let links = 0; ; ) {
      const [name, ...rest] = waiting;
      if (name === undefined)
        return here.file && { path: `/${way.join('/')}`, file: here.file, layer: here.layer };
      const next = here.children.get(name);
      if (!next) return undefined;
      waiting = rest;
      if (next.file?.kind !== 'link') {
        here = next;
        way = [...way, name];
        continue;
      }
      if (++links > MOST_LINKS) return undefined;
      waiting = [...partsOf(posix.resolve('/', ...way, next.file.target ?? '')), ...rest];
      here = this.#root;
      way = [];
    }
  }

  /** All that is at a path and below it; no link is followed. */
  *below(path: string): Generator<TreeFile> {
    let start: Node | undefined = this.#root;
    for (const name of partsOf(path)) start = start?.children.get(name);
    if (start) yield* walk(start, path === '/' ? '' : path);
  }

  #apply({ files, gone, emptied }: LayerContents, index: number): void {
    for (const path of emptied) this.#remove(path, index, true);
    for (const path of gone) this.#remove(path, index, false);
    for (const [path, file] of files) {
      let node = this.#root;
      for (const name of partsOf(path)) {
        const next = node.children.get(name) ?? newNode();
        node.children.set(name, next);
        node = next;
      }
      this.#put(node, path, file, index);
    }
  }

  #put(node: Node, path: string, file: LayerFile, index: number): void {
    const before = node.file;
    if (before && node.layer !== index && before.kind === 'file')
      this.#hidden.push({ path, file: before, layer: node.layer, by: index, instead: file });
    // What is no folder has nothing below.
    if (file.kind !== 'folder') this.#hide(node, path, index);
    node.file = file;
    node.layer = index;
  }

  #remove(path: string, index: number, staysItself: boolean): void {
    const parts = partsOf(path);
    const name = parts.at(-1);
    let folder: Node | undefined = this.#root;
    for (const part of parts.slice(0, -1)) folder = folder?.children.get(part);
    const node = name === undefined ? this.#root : folder?.children.get(name);
    if (!node) return;
    if (!staysItself && node.file?.kind === 'file' && node.layer !== index)
      this.#hidden.push({ path, file: node.file, layer: node.layer, by: index });
    this.#hide(node, path === '/' ? '' : path, index);
    if (!staysItself && name !== undefined) folder?.children.delete(name);
  }

  #hide(node: Node, path: string, index: number): void {
    for (const [name, child] of node.children)
      for (const { path: at, file, layer } of walk(child, `${path}/${name}`))
        if (file.kind === 'file' && layer !== index) this.#hidden.push({ path: at, file, layer, by: index });
    node.children.clear();
  }
}

/** Whether all layers could be read. */
export const isWhole = ({ layers }: Pick<ImageContents, 'layers'>): boolean =>
  layers.every(({ contents }) => contents !== undefined);

/** As many as Linux follows. */
const MOST_LINKS = 40;

const newNode = (): Node => ({ children: new Map(), layer: -1 });

const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '');

function* walk(start: Node, at: string): Generator<TreeFile> {
  const waiting: { readonly node: Node; readonly path: string }[] = [{ node: start, path: at }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, path } = next;
    if (node.file) yield { path, file: node.file, layer: node.layer };
    for (const [name, child] of node.children) waiting.push({ node: child, path: `${path}/${name}` });
  }
}
