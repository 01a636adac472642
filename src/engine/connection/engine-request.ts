import type { Readable } from 'node:stream';

/** One HTTP request to the engine, before it is known how to reach it. */
export interface EngineRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Without a version: the engine then speaks its newest, and every engine accepts that (see docker-engine.ts). */
  readonly path: string;
  readonly query?: Query;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** A tar archive. */
  readonly archive?: Readable | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
