import { UserError } from '../../diagnostics/user-error.ts';
import type { EngineRequest } from './engine-request.ts';

/** How long the engine may be silent during a call: every byte that comes, or that it takes, begins that time anew. */
export interface CallLimits {
  /** Then the user is told what is waited for. */
  readonly saysAfterMs: number;
  /** Then the call fails. undefined: never. */
  readonly failsAfterMs: number | undefined;
  /** So long may an answer take from its beginning that is of use only as a whole. undefined: for ever. */
  readonly wholeMs: number | undefined;
  /** Once the answer has begun, there is no telling when more comes: a stream of events, the exit of a container. */
  readonly endless: boolean;
  /** The call changes nothing: it may be sent again. */
  readonly isRead: boolean;
}

/** By the time that the engine needs for them. */
type CallKind = 'look' | 'change' | 'transfer' | 'measure' | 'build' | 'stream' | 'wait' | 'quiet';

/** As multiples of the time for a look. undefined: there is no limit. */
const KINDS: Readonly<Record<CallKind, { readonly says: number; readonly fails: number | undefined }>> = {
  /** Lists and inspections, which an engine answers in moments. */
  look: { says: 1 / 6, fails: 1 },
  /** A container with many files is created and removed slowly. */
  change: { says: 1 / 6, fails: 5 },
  /** Between two pieces. The engine extracts large layers, and asks slow registries again. */
  transfer: { says: 1 / 2, fails: 5 },
  /** The engine reads through all files. */
  measure: { says: 1 / 2, fails: 10 },
  /** Between two messages: a command of a Dockerfile may work for long without a word. */
  build: { says: 5, fails: 120 },
  /** An engine begins them at once, and ends them when nothing can happen any more. */
  stream: { says: 1 / 6, fails: 1 },
  /** Until somebody stops the container, or it writes something: Podman begins the answer only then. */
  wait: { says: 1 / 6, fails: undefined },
  /** A manager begins only when a task writes something, and that may be in days: nobody has to hear that it has not. */
  quiet: { says: 1440, fails: undefined },
};

type Row = readonly [method: EngineRequest['method'], path: RegExp, kind: CallKind];

/** Calls that are neither a look (GET, HEAD) nor an ordinary change. */
const SPECIAL: readonly Row[] = [
  ['GET', /^\/system\/df$/, 'measure'],
  ['GET', /^\/distribution\//, 'measure'],
  ['GET', /^\/containers\/[^/]+\/changes$/, 'measure'],
  ['GET', /^\/containers\/[^/]+\/(?:archive|export|logs)$/, 'transfer'],
  ['GET', /^\/tasks\/[^/]+\/logs$/, 'transfer'],
  ['PUT', /^\/containers\/[^/]+\/archive$/, 'transfer'],
  ['POST', /^\/images\/(?:create|.+\/push)$/, 'transfer'],
  ['GET', /^\/images\/get$/, 'transfer'],
  // The engine unpacks all of it before it says a word.
  ['POST', /^\/images\/load$/, 'build'],
  ['POST', /^\/images\/prune$/, 'build'],
  ['POST', /^\/(?:build|commit)$/, 'build'],
  ['POST', /^\/containers\/[^/]+\/wait$/, 'wait'],
];

type Follows = readonly [
  path: RegExp,
  isMeant: (query: NonNullable<EngineRequest['query']>) => boolean,
  kind: CallKind,
];

/** Parameters that make the engine answer for as long as there may be more. */
const FOLLOWS: readonly Follows[] = [
  [/^\/events$/, ({ until }) => until === undefined, 'stream'],
  [/^\/containers\/[^/]+\/stats$/, ({ stream }) => isOn(stream), 'stream'],
  [/^\/containers\/[^/]+\/logs$/, ({ follow }) => isOn(follow), 'wait'],
  [/^\/tasks\/[^/]+\/logs$/, ({ follow }) => isOn(follow), 'quiet'],
];

/** At least. An engine knows all that it has to say when it begins; the connection may be slow. As a multiple of the time for a look. */
const WHOLE = 5;

const isOn = (value: unknown): boolean => value === true || value === 'true';

/** Of a container whose own grace period is not known, as a multiple of the time for a look. */
const UNKNOWN_GRACE = 10;

/** As docker compose 1. */
const DEFAULT_LOOK_MS = 60_000;

/** @param lookMs the time for a look; 0: no call ever fails because of its time */
export function limitsOf(request: EngineRequest, lookMs = DEFAULT_LOOK_MS): CallLimits {
  const kind = kindOf(request);
  const { says, fails } = KINDS[kind];
  const graceMs = graceMsOf(request, lookMs);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const failsAfterMs = fails === undefined || lookMs === 0 ? undefined : lookMs * fails + graceMs;
  const endless = kind === 'stream' || kind === 'wait' || kind === 'quiet';
  return {
    saysAfterMs: (lookMs || DEFAULT_LOOK_MS) * says + Math.min(graceMs, 60_000),
    failsAfterMs,
    wholeMs: failsAfterMs === undefined || endless ? undefined : Math.max(failsAfterMs, lookMs * WHOLE),
    endless,
    isRead,
  };
}

function kindOf({ method, path, query = {} }: EngineRequest): CallKind {
  const followed = FOLLOWS.find(([pattern, isMeant]) => pattern.test(path) && isMeant(query));
  if (followed) return followed[2];
  const special = SPECIAL.find(([its, pattern]) => its === method && pattern.test(path));
  return special?.[2] ?? (method === 'GET' || method === 'HEAD' ? 'look' : 'change');
}

/** An engine answers a stop when the container has stopped, or was killed after its grace period. */
function graceMsOf({ path, query }: EngineRequest, lookMs: number): number {
  if (!/^\/containers\/[^/]+\/(?:stop|restart)$/.test(path)) return 0;
  const seconds = Number(query?.t ?? -1);
  // Negative: the engine waits until it stops by itself.
  return seconds >= 0 ? seconds * 1000 : UNKNOWN_GRACE * lookMs;
}

/**
 * `COMPOSE_HTTP_TIMEOUT`, in seconds: docker compose 1 had it for slow engines. An empty one counts as unset.
 *
 * Error: UserError `bad-usage`.
 */
export function readLookMs(text: string | undefined): number | undefined {
  if (!text) return undefined;
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  throw new UserError('bad-usage', `COMPOSE_HTTP_TIMEOUT is no number of seconds: ${JSON.stringify(text)}`, {
    hint: 'write it as 120, or 0 for no limit; unset, it is 60',
  });
}
