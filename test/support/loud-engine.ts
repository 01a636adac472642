import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface LoudEngine {
  /** For DOCKER_HOST. */
  readonly host: string;
  /** How many bytes of logs went to the program, those in the buffers between counted too. */
  written(): number;
  close(): Promise<void>;
}

const LINES_A_CHUNK = 500;

/** An engine whose running containers write without an end, as fast as somebody reads: what it has written is a measure of what was read. */
export async function startLoudEngine(project: string, services: readonly string[]): Promise<LoudEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-loud-'));
  const socket = join(folder, 'docker.sock');
  let written = 0;
  const containers = services.map((service) => containerOf(project, service));
  const server = createServer((incoming, outgoing) => {
    const path = (incoming.url ?? '').replace(/^\/v[\d.]+/, '').replace(/\?.*$/, '');
    const named = containers.find(({ Id }) => path.startsWith(`/containers/${Id}/`));
    outgoing.writeHead(200, { 'content-type': 'application/json', 'api-version': '1.45' });
    if (path === '/events') outgoing.flushHeaders();
    else if (path === '/containers/json') outgoing.end(JSON.stringify(containers));
    else if (named && path.endsWith('/json')) outgoing.end(JSON.stringify(inspectionOf(named.Id)));
    // The past is empty: all of it is yet to come.
    else if (!/[?&]follow=(true|1)/.test(incoming.url ?? '')) outgoing.end();
    else
      writeForEver(outgoing, (bytes) => {
        written += bytes;
      });
  });
  // As an engine: one that closes idle connections does so, on a busy machine, while the next call is on its way.
  server.keepAliveTimeout = 0;
  await new Promise<void>((listening) => server.listen(socket, listening));
  return {
    host: `unix://${socket}`,
    written: () => written,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function writeForEver(to: ServerResponse, onWritten: (bytes: number) => void): void {
  let lines = 0;
  const write = (): void => {
    for (let hasRoom = true; hasRoom && !to.destroyed; ) {
      const chunk = framesOf(lines, LINES_A_CHUNK);
      lines += LINES_A_CHUNK;
      onWritten(chunk.length);
      hasRoom = to.write(chunk);
    }
  };
  to.on('error', () => {}).on('drain', () => setImmediate(write));
  write();
}

/** Each line a nanosecond after the one before. */
function framesOf(from: number, lines: number): Buffer {
  const frames = Array.from({ length: lines }, (_, index) => {
    const nanoseconds = String(from + index).padStart(9, '0');
    const text = Buffer.from(`2026-01-01T00:00:00.${nanoseconds}Z ${'x'.repeat(100)}\n`);
    const header = Buffer.alloc(8);
    header[0] = 1;
    header.writeUInt32BE(text.length, 4);
    return [header, text];
  });
  return Buffer.concat(frames.flat());
}

const containerOf = (project: string, service: string) => ({
  Id: `${service}${'0'.repeat(64 - service.length)}`,
  Names: [`/${project}-${service}-1`],
  Image: 'busybox:latest',
  ImageID: `sha256:${'1'.repeat(64)}`,
  Command: 'yes',
  Created: 1_700_000_000,
  Ports: [],
  Labels: {
    'com.docker.compose.project': project,
    'com.docker.compose.service': service,
    'com.docker.compose.container-number': '1',
    'com.docker.compose.oneoff': 'False',
    'com.docker.compose.config-hash': '2'.repeat(64),
  },
  State: 'running',
  Status: 'Up 1 second',
});

const inspectionOf = (id: string) => ({
  Id: id,
  Name: `/${id}`,
  Image: `sha256:${'1'.repeat(64)}`,
  State: {
    Status: 'running',
    Running: true,
    ExitCode: 0,
    StartedAt: '2026-01-01T00:00:00Z',
    FinishedAt: '0001-01-01T00:00:00Z',
  },
  Config: { Image: 'busybox', Tty: false, Labels: {} },
  HostConfig: {},
  NetworkSettings: { Networks: {} },
  Mounts: [],
});
