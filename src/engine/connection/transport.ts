import http from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { misfitIn } from '../answers/answer-shapes.ts';
import { misfitText } from '../answers/shape.ts';
import { badAnswer } from '../refusals/engine-error.ts';
import { askAgain, askTwiceWhenSlow } from './ask-again.ts';
import { type CallClock, startClock } from './call-clock.ts';
import { type CallLimits, limitsOf } from './call-limits.ts';
import { callName } from './call-name.ts';
import type { EngineAddress } from './engine-address.ts';
import type { EngineRequest } from './engine-request.ts';
import { headerOf, parseAnswer, refusal, textOf, timedStream } from './read-answer.ts';
import { readTurns } from './read-turns.ts';
import { newPool, queryText, send, upgrade } from './send-request.ts';
import { gatherSlowCalls, type OnSlow } from './slow-calls.ts';
import type { SshTarget } from './ssh-target.ts';
import type { SshTunnel } from './ssh-tunnel.ts';
import { noEngine } from './unreachable.ts';

/**
 * Requests and answers, no meaning. dockerode sends its calls through this (dockerode-modem.ts) in place of docker-modem:
 * docs/decisions/dockerode-over-our-transport.md.
 *
 * Errors: EngineError.
 */
export interface Transport {
  /** The whole answer, which the caller knows the shape of. */
  json<Body>(request: EngineRequest): Promise<Body>;
  /** The whole answer; undefined when it is empty, as it is after most of what changes something. */
  answer(request: EngineRequest): Promise<unknown>;
  /** The whole answer, where it is more than one piece of JSON. */
  text(request: EngineRequest): Promise<string>;
  /** One header of the answer. */
  header(request: EngineRequest, name: string): Promise<string | undefined>;
  /** The answer as it comes, on a connection of its own: it may stay open for hours. */
  stream(request: EngineRequest): Promise<Readable>;
  /** The connection itself after the answer: what is written goes to a process, what is read comes from it. */
  hijack(request: EngineRequest): Promise<Duplex>;
  /** The version of the API that is spoken: the one asked for, else the newest of the engine. Unknown before it answered. */
  apiVersion(): string | undefined;
  close(): void;
}

export interface TransportOptions {
  /** Gets a line for each answer. */
  readonly trace?: ((line: string) => void) | undefined;
  /** See `limitsOf`. */
  readonly lookMs?: number | undefined;
  readonly onSlow?: OnSlow | undefined;
}

export function openTransport(
  address: EngineAddress,
  { trace, lookMs, onSlow }: TransportOptions = {},
): Transport {
  // Connections are kept for the next call. An idle one does not keep the process alive (Node unrefs it).
  let pool: http.Agent | undefined;
  let tunnel: Promise<SshTunnel> | undefined;
  let apiVersion = address.apiVersion;
  const inTurn = readTurns();
  const gathered = onSlow && gatherSlowCalls(onSlow);
  const tellSlow = (request: EngineRequest, failsAfterMs: number | undefined): void => {
    const { saysAfterMs: silentMs } = limitsOf(request, lookMs);
    gathered?.(callName(request), { silentMs, failsAfterMs });
  };
  const route = async (): Promise<EngineAddress> => {
    if (!address.ssh) return address;
    tunnel ??= openTunnel(address.endpoint, address.ssh);
    const { socketPath } = await tunnel;
    return { ...address, socketPath };
  };
  const ownConnection = async (): Promise<http.Agent | false> =>
    address.tls ? newPool(address, false) : false;
  const keptConnection = async (): Promise<http.Agent> => {
    pool ??= await newPool(address);
    return pool;
  };
  /** Sends it, and begins to take the time. Who gets the answer stops the clock. */
  const open = async (
    request: EngineRequest,
    agent: http.Agent | false,
    whenSlow: WhenSlow = (failsAfterMs) => tellSlow(request, failsAfterMs),
  ): Promise<OpenAnswer> => {
    const to = await route();
    const limits = limitsOf(request, lookMs);
    const clock = startClock(callName(request), limits, request.signal, whenSlow);
    const timed = { ...request, signal: clock.signal };
    const started = performance.now();
    try {
      const answer = await send(to, timed, agent, clock);
      clock.heard();
      const status = answer.statusCode ?? 0;
      // Every answer has it, so nobody has to ask.
      apiVersion ??= headerOf(answer, 'api-version');
      trace?.(
        `${request.method} ${request.path}${queryText(request.query)} → ${status}, ${Math.round(performance.now() - started)} ms`,
      );
      // No engine answers with a page: a proxy in between does.
      const isPage = headerOf(answer, 'content-type')?.startsWith('text/html') ?? false;
      if (status < 300 && !isPage) {
        if (limits.endless) clock.pause();
        return { answer, clock, limits };
      }
      const text = await textOf(answer, clock, callName(request));
      throw status < 300 ? noEngine(address, text) : refusal(address, status, text);
    } catch (error) {
      clock.stop();
      throw error;
    }
  };
  const parse = <Body>(request: EngineRequest, text: string): Body => {
    const body = parseAnswer<Body>(address, request, text);
    const misfit = misfitIn(request, body);
    if (!misfit) return body;
    throw badAnswer(callName(request), misfitText(misfit));
  };
  const tryOnce = async (request: EngineRequest, agent: http.Agent | false, whenSlow?: WhenSlow) => {
    const { answer, clock, limits } = await open(request, agent, whenSlow);
    return textOf(answer, clock, callName(request), limits.endless);
  };
  const whole = async (request: EngineRequest): Promise<string> => {
    const limits = limitsOf(request);
    if (!limits.isRead) return tryOnce(request, await keptConnection());
    const ask = () =>
      askTwiceWhenSlow(async (signal, askSecond) => {
        const timed = { ...request, signal };
        // The second is told of already.
        if (!askSecond) return tryOnce(timed, await ownConnection(), () => {});
        return tryOnce(timed, await keptConnection(), (failsAfterMs) => {
          tellSlow(request, failsAfterMs);
          askSecond();
        });
      }, request.signal);
    return askAgain(() => inTurn(request, limits, ask), request.signal);
  };
  const opened = async (request: EngineRequest): Promise<OpenAnswer> => {
    const limits = limitsOf(request);
    const once = async () => open(request, await ownConnection());
    return limits.isRead ? askAgain(() => inTurn(request, limits, once), request.signal) : once();
  };
  return {
    async json<Body>(request: EngineRequest): Promise<Body> {
      return parse(request, await whole(request));
    },
    async answer(request) {
      const text = await whole(request);
      return text === '' && request.method !== 'GET' ? undefined : parse<unknown>(request, text);
    },
    text: whole,
    async header(request, name) {
      const once = async () => open(request, await keptConnection());
      const { answer, clock } = await askAgain(
        () => inTurn(request, limitsOf(request), once),
        request.signal,
      );
      clock.stop();
      answer.resume();
      return headerOf(answer, name);
    },
    async stream(request) {
      const { answer, clock, limits } = await opened(request);
      if (!limits.endless) return timedStream(answer, clock);
      answer.once('close', () => clock.stop());
      return answer;
    },
    async hijack(request) {
      const to = await route();
      const agent = await newPool(address, false);
      const limits = limitsOf(request, lookMs);
      const clock = startClock(callName(request), limits, request.signal, (failsAfterMs) =>
        tellSlow(request, failsAfterMs),
      );
      try {
        const answer = await upgrade(to, { ...request, signal: clock.signal }, agent);
        if (!(answer instanceof http.IncomingMessage)) return answer;
        throw refusal(address, answer.statusCode, await textOf(answer, clock, callName(request)));
      } finally {
        clock.stop();
      }
    },
    apiVersion: () => apiVersion,
    close() {
      pool?.destroy();
      pool = undefined;
      // One that could not be opened has told so, and has nothing to close.
      tunnel?.then(
        (open) => open.close(),
        () => {},
      );
      tunnel = undefined;
    },
  };
}

type WhenSlow = (failsAfterMs: number | undefined) => void;

/** An answer that has begun. */
interface OpenAnswer {
  readonly answer: http.IncomingMessage;
  readonly clock: CallClock;
  readonly limits: CallLimits;
}

async function openTunnel(endpoint: string, target: SshTarget): Promise<SshTunnel> {
  const { openSshTunnel } = await import('./ssh-tunnel.ts');
  return openSshTunnel(endpoint, target);
}
