import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type Call, json, Refused } from './answer.ts';
import type { CallRecord } from './call-record.ts';
import type { Fault } from './faults.ts';
import type { Reply } from './replies.ts';
import { isLong, routeOf } from './routes.ts';
import type { World } from './world.ts';

/** One request, as a test decides on it. */
interface Request extends Pick<Call, 'method' | 'path' | 'pattern' | 'name' | 'query'> {
  /** 1 for the first call of this method and pattern. */
  readonly nth: number;
}

/** undefined: it is answered as usual. */
export type React = (request: Request) => Fault | undefined;

/** Everything between a request and its answer. */
export interface Front {
  readonly world: World;
  readonly record: CallRecord;
  readonly latencyMs: number;
  readonly react: () => React | undefined;
}

/** @param head what came with an upgrade; undefined without one */
export async function serve(
  { world, record, latencyMs, react }: Front,
  incoming: IncomingMessage,
  head: Buffer | undefined,
  reply: Reply,
): Promise<void> {
  const { method = '', url = '' } = incoming;
  const { pathname, searchParams: query } = new URL(url, 'http://engine');
  const path = pathname.replace(/^\/v[\d.]+(?=\/)/, '');
  const route = routeOf(method, path);
  const pattern = route?.pattern ?? path;
  const { nth, end } = record.begin(method, path, pattern, isLong(method, pattern));
  reply.onEnd(end);
  const asked = { method, path, pattern, name: route?.name ?? '', query };
  const body = await bodyOf(incoming, head);
  const fault = react()?.({ ...asked, nth });
  if (latencyMs > 0) await sleep(latencyMs);
  const answer = async (): Promise<Answer> => {
    if (!route) return json({ message: 'page not found' }, 404);
    try {
      return await route.handle(world, { ...asked, body });
    } catch (error) {
      if (error instanceof Refused) return json({ message: error.message }, error.status);
      throw error;
    }
  };
  if (fault) await serveBadly(fault, answer, reply);
  else await reply.send(await answer());
}

async function serveBadly(fault: Fault, answer: () => Promise<Answer>, reply: Reply): Promise<void> {
  if (fault.kind === 'truncate') return reply.truncate(await answer(), fault.bytes);
  if (fault.kind === 'delay') {
    await sleep(fault.ms, undefined, { ref: false });
    return reply.send(await answer());
  }
  if (fault.done) await answer();
  if (fault.kind === 'status') await reply.send(json({ message: fault.message }, fault.status));
  else if (fault.kind === 'text')
    await reply.send({ kind: 'text', status: fault.status ?? 200, text: fault.text });
  else if (fault.kind === 'reset') reply.reset();
  else if (fault.headers) reply.sendHead();
}

/** After an upgrade, the body is what follows the head on the connection. */
async function bodyOf(incoming: IncomingMessage, head: Buffer | undefined): Promise<Buffer> {
  if (head === undefined) {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
  const length = Number(incoming.headers['content-length'] ?? 0);
  const { socket } = incoming;
  let have = head;
  while (have.length < length) {
    const more: Buffer | null = socket.read();
    if (more) have = Buffer.concat([have, more]);
    else await new Promise((readable) => socket.once('readable', readable));
  }
  if (have.length > length) socket.unshift(have.subarray(length));
  return have.subarray(0, length);
}
