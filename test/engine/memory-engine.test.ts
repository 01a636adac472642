import http from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { ask } from '../../scripts/setup/engine-api.ts';
import type { Fault } from '../support/memory-engine/faults.ts';
import { type MemoryEngine, startMemoryEngine } from '../support/memory-engine/memory-engine.ts';

let engine: MemoryEngine | undefined;
afterEach(async () => {
  await engine?.close();
  engine = undefined;
});

const body = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const create = (host: string, name: string): ReturnType<typeof ask> =>
  ask(host, 'POST', `/containers/create?name=${name}`, body({ Image: 'busybox', Cmd: ['server'] }));

test('the memory engine keeps what it is asked to make', async () => {
  engine = await startMemoryEngine();

  const made = await create(engine.host, 'web');
  const started = await ask(engine.host, 'POST', '/containers/web/start');
  const listed = await ask(engine.host, 'GET', '/v1.45/containers/json');

  expect([made.status, started.status]).toEqual([201, 204]);
  expect(JSON.parse(listed.body)).toMatchObject([{ Names: ['/web'], State: 'running', Image: 'busybox' }]);
});

test('the memory engine records calls by their pattern', async () => {
  engine = await startMemoryEngine();
  await create(engine.host, 'web');

  await ask(engine.host, 'POST', '/containers/web/start');
  await ask(engine.host, 'POST', '/containers/web/stop?t=0');

  expect(engine.calls.map(({ method, pattern }) => `${method} ${pattern}`)).toEqual([
    'POST /containers/create',
    'POST /containers/{id}/start',
    'POST /containers/{id}/stop',
  ]);
});

test('the memory engine counts the calls that are under way at once', async () => {
  engine = await startMemoryEngine({ latencyMs: 50 });
  const { host } = engine;

  await Promise.all([1, 2, 3, 4].map(() => ask(host, 'GET', '/_ping')));

  expect(engine.mostInFlight).toBe(4);
});

const FAULTS: readonly (readonly [string, Fault, string | RegExp])[] = [
  ['a status', { kind: 'status', status: 503, message: 'busy' }, '503 {"message":"busy"}\n'],
  ['a text', { kind: 'text', text: '{"half":' }, '200 {"half":'],
  ['a reset', { kind: 'reset' }, /ECONNRESET|socket hang up/],
  ['an end in the middle', { kind: 'truncate', bytes: 3 }, /aborted|ECONNRESET/],
  ['a delay', { kind: 'delay', ms: 1 }, '200 OK'],
];

test.each(FAULTS)('the memory engine answers with %s where a test wants it', async (_what, fault, answer) => {
  engine = await startMemoryEngine({ onRequest: ({ nth }) => (nth === 1 ? fault : undefined) });

  const first = await ask(engine.host, 'GET', '/_ping').then(
    ({ status, body: text }) => `${status} ${text}`,
    (error: Error) => error.message,
  );
  const second = await ask(engine.host, 'GET', '/_ping');

  expect(first).toMatch(answer);
  expect(second.body).toBe('OK');
});

test('the memory engine says nothing for ever where a test wants it', async () => {
  engine = await startMemoryEngine({ onRequest: () => ({ kind: 'silence' }) });
  const socketPath = engine.host.slice('unix://'.length);

  const ended = new Promise((resolve) => {
    const request = http.get({ socketPath, path: '/_ping', agent: false, timeout: 100 }, resolve);
    request.on('timeout', () => resolve('nothing'));
    request.on('error', () => {});
  });

  expect(await ended).toBe('nothing');
});

test.each([
  ['and does it', true, 1],
  ['and does not do it', false, 0],
])('the memory engine breaks the connection of a create %s', async (_what, done, containers) => {
  engine = await startMemoryEngine({ onRequest: () => ({ kind: 'reset', done }) });

  await expect(create(engine.host, 'web')).rejects.toThrow();

  expect(engine.world.containers.size).toBe(containers);
});
