import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Json } from '../model/json.ts';
import { makeFolder } from '../util/make-folder.ts';
import type { LayerContents } from './layer-contents.ts';
import { imageFromJson, imageToJson, type KeptImage, layerFromJson, layerToJson } from './layer-form.ts';

/** Larger than what is kept of any image. */
const LARGEST = 256 * 1024 * 1024;

/** All files together; those that nobody asked for the longest go first. */
const ROOM = { bytes: 200 * 1024 * 1024, files: 2000 } as const;

/** Changes with the form of the files. */
const FORM = 1;

/**
 * What has been read of layers and images, kept on this machine. A layer never changes, so what is kept of it is never old. Whatever
 * is damaged, or cannot be read or written, is not there: it is read from the engine again.
 */
export class LayerStore {
  readonly #folder: string;
  readonly #version: string;

  /** @param judge the version of what has looked into the files */
  constructor(folder: string, judge: number) {
    this.#folder = folder;
    this.#version = `${FORM}.${judge}`;
  }

  layer(id: string): LayerContents | undefined {
    return layerFromJson(this.#read(id, 'layer'));
  }

  hasLayer(id: string): boolean {
    const path = this.#pathOf(id, 'layer');
    return path !== undefined && existsSync(path);
  }

  image(id: string): KeptImage | undefined {
    return imageFromJson(this.#read(id, 'image'));
  }

  keepLayer(id: string, contents: LayerContents): void {
    this.#write(id, 'layer', layerToJson(contents));
  }

  keepImage(id: string, image: KeptImage): void {
    this.#write(id, 'image', imageToJson(image));
  }

  /** Makes room. */
  tidy(): void {
    try {
      const files = readdirSync(this.#folder).map((name) => {
        const path = join(this.#folder, name);
        const { size, mtimeMs } = statSync(path);
        return { path, size, mtimeMs };
      });
      let bytes = 0;
      for (const [index, { path, size }] of files.toSorted((a, b) => b.mtimeMs - a.mtimeMs).entries()) {
        bytes += size;
        if (bytes > ROOM.bytes || index >= ROOM.files) rmSync(path, { force: true });
      }
    } catch {
      // Another process tidies too.
    }
  }

  #pathOf(id: string, what: 'layer' | 'image'): string | undefined {
    const [, hex] = /^sha256:([0-9a-f]{64})$/.exec(id) ?? [];
    return hex === undefined ? undefined : join(this.#folder, `${hex}.${what}.${this.#version}`);
  }

  #read(id: string, what: 'layer' | 'image'): Json | undefined {
    const path = this.#pathOf(id, what);
    if (path === undefined) return undefined;
    try {
      if (!statSync(path).isFile()) return undefined;
      // Its checksum tells of damage.
      const text = gunzipSync(readFileSync(path), { maxOutputLength: LARGEST }).toString('utf8');
      const now = new Date();
      utimesSync(path, now, now);
      const json: Json = JSON.parse(text);
      return json;
    } catch {
      return undefined;
    }
  }

  /** In one step: nobody ever reads half of one. Only the user may read it: names of files say a lot. */
  #write(id: string, what: 'layer' | 'image', json: Json): void {
    const path = this.#pathOf(id, what);
    if (path === undefined) return;
    const unfinished = `${path}.${process.pid}`;
    try {
      makeFolder(this.#folder, { mode: 0o700 });
      writeFileSync(unfinished, gzipSync(JSON.stringify(json), { level: 1 }), { mode: 0o600, flag: 'wx' });
      chmodSync(unfinished, 0o600);
      renameSync(unfinished, path);
    } catch {
      remove(unfinished);
    }
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // There is no such folder.
  }
}
