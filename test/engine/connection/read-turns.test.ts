import { afterEach, expect, test } from 'vitest';
import { openTransport, type Transport } from '../../../src/engine/connection/transport.ts';
import { type MemoryEngine, startMemoryEngine } from '../../support/memory-engine/memory-engine.ts';
import { PATIENCE } from '../../support/patience.ts';

let engine: MemoryEngine | undefined;
let transport: Transport | undefined;
afterEach(async () => {
  transport?.close();
  await engine?.close();
});

async function opened(options: Parameters<typeof startMemoryEngine>[0]): Promise<Transport> {
  engine = await startMemoryEngine(options);
  const socketPath = engine.host.slice('unix://'.length);
  transport = openTransport({ endpoint: engine.host, socketPath });
  return transport;
}

const hundreds = Array.from({ length: 300 }, (_, index) => index);

test('reads go to the engine 32 at a time, however many there are', async () => {
  const { text } = await opened({ onRequest: () => ({ kind: 'silence' }) });
  const over = new AbortController();

  const reads = hundreds.map(() => text({ method: 'GET', path: '/_ping', signal: over.signal }));

  await expect.poll(() => engine?.mostInFlight, PATIENCE).toBeGreaterThanOrEqual(32);
  over.abort();
  await Promise.allSettled(reads);
  expect(engine?.mostInFlight).toBe(32);
});

test('a read that fails leaves its turn to the next one', async () => {
  const { text } = await opened({ onRequest: () => ({ kind: 'status', status: 404, message: 'no' }) });

  const ends = await Promise.allSettled(hundreds.map(() => text({ method: 'GET', path: '/_ping' })));

  expect(new Set(ends.map(({ status }) => status))).toEqual(new Set(['rejected']));
});

test('streams whose answers do not begin keep nobody waiting', async () => {
  const { text, stream } = await opened({
    onRequest: ({ pattern }) => (pattern === '/events' ? { kind: 'silence' } : undefined),
  });
  const over = new AbortController();
  const streams = hundreds.map(() => stream({ method: 'GET', path: '/events', signal: over.signal }));

  const asked = text({ method: 'GET', path: '/_ping' });

  await expect.poll(() => Promise.race([asked, 'waits']), PATIENCE).toBe('OK');
  over.abort();
  await Promise.allSettled(streams);
});
