import type { IncomingMessage, ServerResponse } from 'node:http';
import { chooseEncoding } from './content-encoding.ts';
import type { Admission, Visitor } from './guard/admission.ts';
import { checkRequest, type Refusal, type RequestKind, valuesOf } from './guard/check-request.ts';
import { PAGE_HEADERS } from './guard/page-headers.ts';
import type { PageKeys } from './guard/page-keys.ts';
import { peerAddress } from './guard/peer-address.ts';
import { readTrustedHeader, type TrustedHeader } from './guard/trusted-header.ts';
import type { OpenProjects } from './open-projects.ts';
import { callPage } from './page-calls.ts';
import { pageFiles } from './page-files.ts';
import { readTarget } from './page-target.ts';
import { isRecord, parse } from './socket/check-value.ts';

const LARGEST_BODY = 64 * 1024;
/** Of somebody who is not let in yet. */
const LARGEST_PROOF = 4 * 1024;
const CALLS = '/api/';
/** The only call that needs no key, as it gives one. */
const SESSION = '/api/session';

export interface HttpWorld {
  readonly projects: OpenProjects;
  readonly keys: PageKeys;
  readonly admission: Admission;
  /** What the page may be opened by, by `Host`. */
  readonly origins: ReadonlyMap<string, ReadonlySet<string>>;
  readonly trustedHeader: TrustedHeader | undefined;
  /** @param user whose page asks for it, as the proxy says */
  readonly newLink: (project?: string, user?: string) => { readonly url: string };
}

/** Never fails. */
export async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  world: HttpWorld,
): Promise<void> {
  await answer(request, response, world).catch(() =>
    send(response, 500, 'text/plain', 'internal: no answer'),
  );
}

async function answer(request: IncomingMessage, response: ServerResponse, world: HttpWorld): Promise<void> {
  const { path } = readTarget(request.url);
  const visitor = whoAsks(request, kindOf(path), world);
  if ('status' in visitor) return refuse(response, visitor);
  if (path === SESSION) return admit(request, response, world, visitor);
  if (path.startsWith(CALLS))
    return answerCall(path.slice(CALLS.length), { request, response, world, visitor });
  const file = pageFiles.get(path);
  if (!file) return send(response, 404, 'text/plain', 'no such page');
  const encoding = chooseEncoding(valuesOf(request.rawHeaders, 'accept-encoding').join(), file.encodings);
  return send(response, 200, file.type, file.body(encoding), {
    ...(file.isHashed && { 'Cache-Control': 'public, max-age=31536000, immutable' }),
    ...(file.encodings.length > 1 && { Vary: 'Accept-Encoding' }),
    ...(encoding !== 'identity' && { 'Content-Encoding': encoding }),
  });
}

/** Whoever sends a request that may be looked at; nothing is decided by anything but its head and its connection. */
export function whoAsks(
  { method = '', url = '', rawHeaders, socket }: IncomingMessage,
  kind: RequestKind,
  { origins, trustedHeader }: Pick<HttpWorld, 'origins' | 'trustedHeader'>,
): Visitor | Refusal {
  const refusal = checkRequest({ method, url, rawHeaders }, kind, origins);
  if (refusal) return refusal;
  const address = peerAddress(socket.remoteAddress);
  const read = trustedHeader && readTrustedHeader(rawHeaders, address, trustedHeader);
  if (read && 'status' in read) return read;
  return { address, user: read?.user };
}

async function admit(
  request: IncomingMessage,
  response: ServerResponse,
  { admission }: HttpWorld,
  visitor: Visitor,
): Promise<void> {
  const proof = parse((await bodyOf(request, LARGEST_PROOF)) ?? '');
  const admitted = isRecord(proof)
    ? await admission.admit(proof, visitor)
    : { status: 400, reason: 'the body has to be a JSON object' };
  if ('key' in admitted) return sendJson(response, 200, admitted);
  const { status, ...refusal } = admitted;
  return sendJson(response, status, { ...refusal, asksPassword: admission.asksPassword });
}

interface CallToAnswer {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly world: HttpWorld;
  readonly visitor: Visitor;
}

async function answerCall(name: string, { request, response, world, visitor }: CallToAnswer): Promise<void> {
  const { projects, keys, newLink } = world;
  const { project } = readTarget(request.url);
  const [authorization = ''] = valuesOf(request.rawHeaders, 'authorization');
  const key = authorization.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : '';
  // Who has no key learns nothing of what there is, and nothing that it sends is read.
  if (!keys.isKey(key, visitor.user)) return sendJson(response, 401, { reason: 'no key' }, CLOSES);
  const body = await bodyOf(request, LARGEST_BODY);
  if (body === undefined) return send(response, 413, 'text/plain', 'too large');
  const { status, json } = await callPage(name, body, {
    newLink: () => newLink(project, visitor.user),
    use: () => projects.use(project),
  });
  return sendJson(response, status, json);
}

/** @returns undefined: it is larger than anything that a page sends */
async function bodyOf(request: IncomingMessage, largest: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > largest) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function kindOf(path: string): RequestKind {
  if (path === '/') return 'page';
  return path.startsWith(CALLS) ? 'call' : 'file';
}

/** What else the other end sends is not read. */
const CLOSES = { Connection: 'close' };

const refuse = (response: ServerResponse, { status, reason }: Refusal): void =>
  send(response, status, 'text/plain', reason, CLOSES);

const sendJson = (
  response: ServerResponse,
  status: number,
  json: unknown,
  more: Readonly<Record<string, string>> = {},
): void => send(response, status, 'application/json', JSON.stringify(json), more);

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  more: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, {
    ...PAGE_HEADERS,
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': Buffer.byteLength(body),
    ...more,
  });
  response.end(body); // of HEAD, Node sends the head alone
}
