import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { CallRecord, type RecordedCall } from './call-record.ts';
import { EventLog } from './events.ts';
import { addImage } from './image-calls.ts';
import { addBuiltInNetworks } from './network-calls.ts';
import { onConnection, onResponse, type Reply } from './replies.ts';
import { type Front, type React, serve } from './serve.ts';
import { newSwarm } from './swarm.ts';
import { type ImageConfig, newClock, type World } from './world.ts';

interface Options {
  /** The images that it has from the start, with what they differ in from a plain one. */
  readonly images?: Readonly<Record<string, Partial<ImageConfig>>>;
  /** What happens to calls. */
  readonly onRequest?: React;
  /** How long every answer takes at least, so that calls that are made at once are seen to be. */
  readonly latencyMs?: number;
  /** How long healthchecks and restarts by policy wait at most. */
  readonly patienceMs?: number;
  /** It is the manager of a swarm with so many nodes. */
  readonly swarmNodes?: number;
}

/** Docker Engine's API without containers: everything that gantry asks an engine for, kept in maps. */
export interface MemoryEngine {
  /** For DOCKER_HOST. */
  readonly host: string;
  readonly world: World;
  /** Every call so far. */
  readonly calls: readonly RecordedCall[];
  /** The most calls under way at a time, without those that wait for something to happen. */
  readonly mostInFlight: number;
  forgetCalls(): void;
  /** Replaces what happens to calls from now on. */
  onRequest(react: React | undefined): void;
  /** Error: a bug of this engine that a call has met. */
  close(): Promise<void>;
}

const DEFAULT_IMAGES = { 'busybox:latest': {} };
const PATIENCE_MS = 20;

export async function startMemoryEngine(options: Options = {}): Promise<MemoryEngine> {
  const { images = DEFAULT_IMAGES, latencyMs = 0, patienceMs = PATIENCE_MS, swarmNodes } = options;
  const world = newWorld(patienceMs, images, swarmNodes);
  const record = new CallRecord();
  let react = options.onRequest;
  const { server, bugs } = serverOf({ world, record, latencyMs, react: () => react });
  const folder = mkdtempSync(join(tmpdir(), 'gantry-memory-'));
  const socket = join(folder, 'docker.sock');
  await new Promise<void>((listening) => {
    server.listen({ path: socket, backlog: 4096 }, listening);
  });
  return {
    host: `unix://${socket}`,
    world,
    get calls() {
      return record.calls;
    },
    get mostInFlight() {
      return record.mostInFlight;
    },
    forgetCalls: () => record.forget(),
    onRequest(next) {
      react = next;
    },
    async close() {
      world.clock.stop();
      server.closeAllConnections();
      await new Promise((closed) => {
        server.close(closed);
      });
      rmSync(folder, { recursive: true, force: true });
      if (bugs.length > 0) throw new AggregateError(bugs, `the memory engine failed: ${bugs[0]}`);
    },
  };
}

function newWorld(
  patienceMs: number,
  images: NonNullable<Options['images']>,
  swarmNodes: number | undefined,
): World {
  const world: World = {
    containers: new Map(),
    containerNames: new Map(),
    networks: new Map(),
    volumes: new Map(),
    images: new Map(),
    execs: new Map(),
    ports: new Map(),
    events: new EventLog(),
    clock: newClock(),
    patienceMs,
    ...(swarmNodes === undefined ? {} : { swarm: newSwarm(swarmNodes) }),
  };
  addBuiltInNetworks(world);
  for (const [reference, config] of Object.entries(images)) addImage(world, reference, config);
  return world;
}

function serverOf(front: Front): { readonly server: Server; readonly bugs: readonly unknown[] } {
  const bugs: unknown[] = [];
  const answer = (incoming: IncomingMessage, head: Buffer | undefined, reply: Reply): void => {
    serve(front, incoming, head, reply).catch((error: unknown) => {
      // A caller that goes while it asks is no bug.
      if (!incoming.errored) bugs.push(error);
      reply.reset();
    });
  };
  const server = createServer((incoming, outgoing) => answer(incoming, undefined, onResponse(outgoing)));
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) =>
    answer(incoming, head, onConnection(socket)),
  );
  // A call to an engine may take as long as it likes.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  return { server, bugs };
}
