import type { Readable } from 'node:stream';
import type { EngineRequest, Query } from './engine-request.ts';
import type { Transport } from './transport.ts';

type Parameters = Readonly<Record<string, unknown>>;

/**
 * What a caller of dockerode may write among the parameters of a call. The first two are words of docker-modem, which
 * sends all parameters twice without them: in the query and in the body.
 */
export interface SplitParameters {
  readonly _query?: Parameters;
  readonly _body?: unknown;
  /** Gets the answer, where dockerode keeps no more than an id of it. */
  readonly _answer?: (answer: unknown) => void;
}

/**
 * What dockerode asks its modem for. It also sends a table of statuses (`statusCodes`), which nobody reads here: the
 * tables lack statuses that engines answer with (Podman: 201 for a resize), and their words would hide the engine's.
 */
interface Dial {
  /** Without a version. A path that ends with `?` takes the parameters in its query, any other one in the body. */
  readonly path: string;
  readonly method: EngineRequest['method'];
  readonly options?: (Parameters & SplitParameters) | null;
  /** `key` is the text of the header. `createService()` without a login gives its parameters here too. */
  readonly authconfig?: { readonly key?: string } | undefined;
  readonly abortSignal?: AbortSignal | undefined;
  /** A tar archive. */
  readonly file?: Readable | Buffer;
  /** The answer is wanted as it comes. */
  readonly isStream?: boolean;
  /** The connection itself is wanted. */
  readonly hijack?: boolean | undefined;
}

/** What dockerode calls of docker-modem. The rest (`demuxStream`, `followProgress`) serves methods that we never call. */
export interface DockerodeModem {
  dial(dial: Dial, callback: (error: unknown, answer: unknown) => void): void;
}

/**
 * Calls whose answer is read: an empty one is no answer of an engine. Any other call may answer nothing, which dockerode would
 * take members of.
 */
const ANSWERED = /^\/(?:commit|containers\/(?:create|[^/]+\/(?:exec|update|wait)))$/;

/** dockerode's calls over our own transport. The errors are those of the transport, unchanged. */
export function dockerodeModem(transport: Transport): DockerodeModem {
  const answerTo = async (dial: Dial): Promise<unknown> => {
    const request = requestOf(dial);
    if (dial.hijack) return transport.hijack(request);
    if (dial.isStream) return transport.stream(request);
    const answer = ANSWERED.test(request.path)
      ? await transport.json<unknown>(request)
      : ((await transport.answer(request)) ?? {});
    dial.options?._answer?.(answer);
    return answer;
  };
  return {
    dial(dial, callback) {
      answerTo(dial)
        .then((answer) => callback(null, answer))
        // Also of the callback: dockerode takes the id from an answer that may not have one, and would never settle.
        .catch((error: unknown) => callback(error, null));
    },
  };
}

function requestOf({ path, method, options, authconfig, abortSignal, file }: Dial): EngineRequest {
  const takesQuery = path.endsWith('?');
  const { _query, _body, plain } = takeApart(options ?? {});
  const query = takesQuery ? (_query ?? plain) : undefined;
  const body = _body ?? (takesQuery || method !== 'POST' || isEmpty(plain) ? undefined : plain);
  return {
    method,
    path: takesQuery ? path.slice(0, -1) : path,
    ...(query ? { query: queryOf(query) } : {}),
    ...(body === undefined ? {} : { body }),
    ...(file === undefined ? {} : { archive: file }),
    ...(authconfig?.key ? { headers: { 'X-Registry-Auth': authconfig.key } } : {}),
    ...(abortSignal ? { signal: abortSignal } : {}),
  };
}

/** dockerode leaves among the parameters what it has taken out of them for the modem. */
function takeApart({
  _query,
  _body,
  _answer,
  abortSignal,
  authconfig,
  hijack,
  ...plain
}: Parameters & SplitParameters) {
  return { _query, _body, plain };
}

const isEmpty = (parameters: Parameters): boolean => Object.keys(parameters).length === 0;

/** The engine reads a map as JSON, and a list as a parameter that is there several times. */
function queryOf(parameters: Parameters): Query {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, textOf(value)]));
}

function textOf(value: unknown): string | readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
