import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { removePaths, removeThoroughly } from '../../../scripts/setup/removal.ts';

const WAITING = { timeoutMs: 60_000, intervalMs: 1 };
/** One round, and no second. */
const NO_WAITING = { timeoutMs: -1, intervalMs: 1 };
const GONE = { status: 404, message: 'no such object' };

interface Answer {
  readonly status: number;
  readonly message?: string;
}

let close: () => void;
afterEach(() => close());

/** An engine that gives these answers to the removal of an object, one after another, and then says that it is gone. */
async function anEngine(objects: Readonly<Record<string, readonly Answer[]>>) {
  const asked: string[] = [];
  const rest = new Map(Object.entries(objects).map(([path, answers]) => [path, [...answers]]));
  const server = createServer(({ method, url = '' }, response) => {
    asked.push(`${method} ${url}`);
    const { status, message } = rest.get(url)?.shift() ?? GONE;
    response.writeHead(status).end(message === undefined ? '' : JSON.stringify({ message }));
  });
  close = () => server.close();
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const { port } = server.address() as AddressInfo;
  const list = (): Promise<readonly string[]> =>
    Promise.resolve([...rest].flatMap(([path, answers]) => (answers.length > 0 ? [path] : [])));
  return { host: `tcp://127.0.0.1:${port}`, asked, list };
}

const DONE = { status: 204 };
const BEING_REMOVED = { status: 409, message: 'removal of container web is already in progress' };
const HAS_ENDPOINTS = { status: 403, message: 'network front has active endpoints' };
const IN_USE = { status: 409, message: 'volume is in use' };

test('removeThoroughly() asks again for what somebody else removes, or has in use until then', async () => {
  const { host, list } = await anEngine({
    '/containers/web?force=1&v=1': [BEING_REMOVED, BEING_REMOVED],
    '/networks/front': [HAS_ENDPOINTS, DONE],
    '/volumes/data': [IN_USE, IN_USE, IN_USE, DONE],
  });
  await removeThoroughly(host, list, WAITING);
  expect(await list()).toEqual([]);
});

test('removeThoroughly() removes what has others first, whatever the order in which it is listed', async () => {
  const { host, asked, list } = await anEngine({
    '/images/web': [DONE],
    '/volumes/data': [DONE],
    '/networks/front': [DONE],
    '/containers/web': [DONE],
  });
  await removeThoroughly(host, list, WAITING);
  expect(asked).toEqual([
    'DELETE /containers/web',
    'DELETE /networks/front',
    'DELETE /volumes/data',
    'DELETE /images/web',
  ]);
});

test('removeThoroughly() looks again until it finds nothing: what was under way may come late', async () => {
  const { host, list } = await anEngine({ '/containers/web': [DONE], '/containers/late': [DONE] });
  let looks = 0;
  await removeThoroughly(
    host,
    async () => (await list()).filter((path) => path !== '/containers/late' || ++looks > 1),
    WAITING,
  );
  expect(await list()).toEqual([]);
});

test('removeThoroughly() says what the engine refuses to the end, when all else is gone', async () => {
  const { host, list } = await anEngine({
    '/containers/web': [BEING_REMOVED, BEING_REMOVED, BEING_REMOVED],
    '/networks/front': [DONE],
    '/volumes/data': [IN_USE, IN_USE, IN_USE],
    '/volumes/other': [DONE],
  });
  const removed = removeThoroughly(host, list, NO_WAITING);
  await expect(removed).rejects.toThrow(
    /^left on the engine:\n {2}\/containers\/web: .*already in progress.*\n {2}\/volumes\/data: .*in use.*$/,
  );
  expect(await list()).toEqual(['/containers/web', '/volumes/data']);
});

test('removePaths() waits as well, and takes what is gone already for removed', async () => {
  const { host, asked } = await anEngine({ '/networks/front': [HAS_ENDPOINTS, DONE] });
  await removePaths(host, ['/networks/front', '/volumes/never-there'], WAITING);
  expect(asked.toSorted()).toEqual([
    'DELETE /networks/front',
    'DELETE /networks/front',
    'DELETE /volumes/never-there',
  ]);
});

test('removePaths() says that nobody answers', async () => {
  const { host } = await anEngine({});
  close();
  await expect(removePaths(host, ['/containers/web'], NO_WAITING)).rejects.toThrow('ECONNREFUSED');
});
