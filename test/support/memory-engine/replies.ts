import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Answer } from './answer.ts';
import { API_VERSION } from './system-calls.ts';

/** Where an answer goes. */
export interface Reply {
  onEnd(then: () => void): void;
  send(answer: Answer): Promise<void> | void;
  /** Breaks off after so many bytes of the body. */
  truncate(answer: Answer, bytes: number): Promise<void> | void;
  sendHead(): void;
  reset(): void;
}

const HEADERS = {
  'Api-Version': API_VERSION,
  'Docker-Experimental': 'false',
  Ostype: 'linux',
  Server: 'Docker/26.1.5 (linux)',
} as const;

/** An answer as HTTP has it. */
function wholeOf(answer: Exclude<Answer, { kind: 'stream' | 'connection' }>) {
  if (answer.kind === 'json')
    return {
      status: answer.status,
      headers: { 'Content-Type': 'application/json' },
      body: Buffer.from(`${JSON.stringify(answer.body)}\n`),
    };
  if (answer.kind === 'text')
    return {
      status: answer.status,
      headers: { 'Content-Type': 'text/plain; charset=utf-8' },
      body: Buffer.from(answer.text),
    };
  return { status: answer.status, headers: answer.headers ?? {}, body: Buffer.alloc(0) };
}

export function onResponse(outgoing: ServerResponse): Reply {
  const reset = (): void => {
    outgoing.socket?.destroy();
  };
  const sendStream = async (stream: Readable): Promise<void> => {
    outgoing.flushHeaders();
    outgoing.on('close', () => stream.destroy());
    // A caller that goes ends it, which is no failure.
    await pipeline(stream, outgoing).catch(() => outgoing.destroy());
  };
  return {
    onEnd(then) {
      outgoing.on('close', then);
    },
    async send(answer) {
      // Nobody has asked for the connection, so there is none to give.
      if (answer.kind === 'connection') return reset();
      if (answer.kind === 'stream') {
        outgoing.writeHead(200, { ...HEADERS, ...answer.headers, 'Content-Type': answer.type });
        return sendStream(answer.stream);
      }
      const { status, headers, body } = wholeOf(answer);
      const hasBody = status !== 204 && status !== 304;
      outgoing.writeHead(status, {
        ...HEADERS,
        ...headers,
        ...(hasBody ? { 'Content-Length': body.length } : {}),
      });
      outgoing.end(hasBody ? body : undefined);
    },
    async truncate(answer, bytes) {
      if (answer.kind === 'connection') return reset();
      if (answer.kind === 'stream') {
        outgoing.writeHead(200, { ...HEADERS, 'Content-Type': answer.type });
        outgoing.flushHeaders();
        let left = bytes;
        for await (const chunk of answer.stream) {
          const part = Buffer.from(chunk).subarray(0, left);
          left -= part.length;
          await new Promise((written) => outgoing.write(part, written));
          if (left === 0) break;
        }
        return reset();
      }
      const { status, headers, body } = wholeOf(answer);
      outgoing.writeHead(status, {
        ...HEADERS,
        ...headers,
        'Content-Length': Math.max(body.length, bytes + 1),
      });
      outgoing.flushHeaders();
      await new Promise((written) => outgoing.write(body.subarray(0, bytes), written));
      reset();
    },
    sendHead() {
      outgoing.writeHead(200, { ...HEADERS, 'Content-Type': 'application/json' });
      outgoing.flushHeaders();
    },
    reset,
  };
}

/** After an upgrade there is no ServerResponse, so the text of HTTP is written here. */
export function onConnection(connection: Duplex): Reply {
  connection.on('error', () => connection.destroy());
  const reset = (): void => {
    connection.destroy();
  };
  const head = (status: number, words: string, headers: Readonly<Record<string, string | number>>): string =>
    [
      `HTTP/1.1 ${status} ${words}`,
      ...Object.entries({ ...HEADERS, ...headers }).map(([name, value]) => `${name}: ${value}`),
      '',
      '',
    ].join('\r\n');
  const upgraded = head(101, 'UPGRADED', {
    'Content-Type': 'application/vnd.docker.raw-stream',
    Connection: 'Upgrade',
    Upgrade: 'tcp',
  });
  const sendWhole = (answer: Exclude<Answer, { kind: 'stream' | 'connection' }>, bytes?: number): void => {
    const { status, headers, body } = wholeOf(answer);
    const lines = head(status, STATUS_CODES[status] ?? '', {
      ...headers,
      'Content-Length': body.length,
      Connection: 'close',
    });
    connection.end(Buffer.concat([Buffer.from(lines), body.subarray(0, bytes)]));
  };
  return {
    onEnd(then) {
      connection.on('close', then);
    },
    async send(answer) {
      if (answer.kind === 'stream') return reset();
      if (answer.kind !== 'connection') return sendWhole(answer);
      connection.write(upgraded);
      answer.use(connection);
    },
    async truncate(answer, bytes) {
      if (answer.kind === 'stream') return reset();
      if (answer.kind !== 'connection') return sendWhole(answer, bytes);
      connection.write(upgraded);
      let left = bytes;
      const write = connection.write.bind(connection);
      const cut = (chunk: Buffer | string): boolean => {
        const part = Buffer.from(chunk).subarray(0, left);
        left -= part.length;
        const isAll = write(part);
        if (left === 0) connection.end(() => connection.destroy());
        return isAll;
      };
      connection.write = cut;
      answer.use(connection);
    },
    sendHead() {
      connection.write(upgraded);
    },
    reset,
  };
}
