import type { Sensitive } from '../util/sensitive.ts';
import type { Json } from './json.ts';
import type { StringMap } from './string-map.ts';

/** Where the content of a secret or a config comes from. */
export type ContentSource =
  | { readonly kind: 'external' }
  /** Absolute path. `found`: the file on this machine; absent when it was not read or does not exist. */
  | { readonly kind: 'file'; readonly path: string; readonly found?: FoundFile }
  /** `value` is absent when the variable is not set. */
  | { readonly kind: 'environment'; readonly variable: string; readonly value?: Sensitive }
  | { readonly kind: 'content'; readonly content: Sensitive }
  | { readonly kind: 'driver'; readonly driver: string };

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
  readonly labels: StringMap;
  readonly driverOpts: StringMap;
  /** A swarm has it. If that is the only source, `from` says so too. */
  readonly driver?: string;
  readonly templateDriver?: string;
  readonly extensions: ReadonlyMap<string, Json>;
}

export type ConfigSpec = SecretSpec;
