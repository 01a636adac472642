import type { Sensitive } from '../util/sensitive.ts';
import type { Json } from './json.ts';
import type { StringMap } from './string-map.ts';

/** Where the content of a secret or a config comes from. */
export type ContentSource =
  | { readonly kind: 'external' }
  /** Absolute path. `found`: what is there; absent when nobody looked, or there is no such file. */
  | { readonly kind: 'file'; readonly path: string; readonly found?: FoundFile }
  /** `value` is absent when the variable is not set. */
  | { readonly kind: 'environment'; readonly variable: string; readonly value?: Sensitive }
  | { readonly kind: 'content'; readonly content: Sensitive }
  | { readonly kind: 'driver'; readonly driver: string };

/** The file of a secret or config, as it is on this machine. */
export interface FoundFile {
  /** The engine can mount it: it runs on this machine. */
  readonly onEngineHost: boolean;
  /** Absent: it is not copied, or may not be read. */
  readonly content?: FileContent;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** When it was made; many editors make a new file of every change. Milliseconds since 1970, 0 where nobody knows. */
  readonly madeAtMs: number;
}

export interface FileContent {
  readonly content: Sensitive;
  /** The content is base64 of bytes that are no UTF-8. */
  readonly isBase64?: boolean;
}

export interface SecretSpec {
  readonly key: string;
  readonly name: string;
  readonly from: ContentSource;
  readonly labels: StringMap;
  readonly driverOpts: StringMap;
  /** Of a swarm. Where it is the only source, `from` says so too. */
  readonly driver?: string;
  readonly templateDriver?: string;
  readonly extensions: ReadonlyMap<string, Json>;
}

export type ConfigSpec = SecretSpec;
