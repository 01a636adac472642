import type { Sensitive } from '../util/sensitive.ts';
import type { Json } from './json.ts';
import type { StringMap } from './string-map.ts';

/** Where the content of a secret or a config comes from. */
export type ContentSource =
  | { readonly kind: 'external' }
  | FileSource
  /** `value` is absent when the variable is not set. */
  | { readonly kind: 'environment'; readonly variable: string; readonly value?: Sensitive }
  | { readonly kind: 'content'; readonly content: Sensitive }
  | { readonly kind: 'driver'; readonly driver: string };

/** A file by its absolute path. */
export interface FileSource {
  readonly kind: 'file';
  readonly path: string;
  /** The file on this machine; absent when nobody has looked, or it does not exist. */
  readonly found?: FoundFile;
  /** What is there instead of a regular file: `a folder`, `a named pipe`. */
  readonly insteadOfFile?: string;
}

/** The file of a secret or config, as it is on this machine. */
export interface FoundFile {
  /** The engine runs on this machine, so it can mount the file. */
  readonly onEngineHost: boolean;
  /** Absent: the file is not copied, or cannot be read. */
  readonly content?: FileContent;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** The creation time; many editors create a new file for every change. Milliseconds since 1970, 0 when unknown. */
  readonly madeAtMs: number;
}

export interface FileContent {
  readonly content: Sensitive;
  /** The content is base64, because its bytes are no UTF-8. */
  readonly isBase64?: boolean;
}

export interface SecretSpec {
  readonly key: string;
  readonly name: string;
  readonly from: ContentSource;
  /** What the files name, where `from` is a content that was kept from then. */
  readonly namedSource?: ContentSource;
  readonly labels: StringMap;
  readonly driverOpts: StringMap;
  /** A swarm has it. If that is the only source, `from` says so too. */
  readonly driver?: string;
  readonly templateDriver?: string;
  readonly extensions: ReadonlyMap<string, Json>;
}

export type ConfigSpec = SecretSpec;
