import type { Duplex, Readable } from 'node:stream';

/** One request, read to its end. */
export interface Call {
  readonly method: string;
  /** Without the version of the API. */
  readonly path: string;
  /** As the route names it: `/containers/{id}/start`. */
  readonly pattern: string;
  /** What stands for the braces of the pattern. */
  readonly name: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

/** What the engine answers. */
export type Answer =
  | { readonly kind: 'json'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'text'; readonly status: number; readonly text: string }
  | { readonly kind: 'empty'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | {
      readonly kind: 'stream';
      readonly type: string;
      readonly stream: Readable;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection itself, where the caller has asked for it. */
  | { readonly kind: 'connection'; readonly use: (connection: Duplex) => void };

/** What the engine says no with. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const json = (body: unknown, status = 200): Answer => ({ kind: 'json', status, body });
export const empty = (status = 204): Answer => ({ kind: 'empty', status });

/** The body as JSON, whose shape the caller knows. Error: Refused, as the engine words it. */
export function bodyOf<Body>({ body }: Call): Body {
  try {
    const parsed: Body = JSON.parse(body.length === 0 ? '{}' : body.toString('utf8'));
    return parsed;
  } catch (error) {
    throw new Refused(400, `invalid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A flag of a query as Go reads it. */
export const isSet = (query: URLSearchParams, name: string): boolean =>
  !['', '0', 'no', 'false', 'none'].includes(query.get(name)?.toLowerCase() ?? '');
