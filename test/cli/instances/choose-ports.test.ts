import { expect, test } from 'vitest';
import { choosePorts } from '../../../src/cli/instances/choose-ports.ts';
import type { FixedPort } from '../../../src/instance/published-ports.ts';

const aPort = (key: string, count = 1): FixedPort => ({
  key,
  service: 'web',
  target: 80,
  protocol: 'tcp',
  published: 8080,
  count,
});

const allFree = () => Promise.resolve(true);
const none = new Set<number>();

test('choosePorts() gives an instance the same ports again, and another one others', async () => {
  const wanted = [aPort('web/80/tcp'), aPort('db/5432/tcp')];
  const first = await choosePorts('shop-a', wanted, new Map(), none, allFree);
  expect(await choosePorts('shop-a', wanted, new Map(), none, allFree)).toEqual(first);
  expect(await choosePorts('shop-b', wanted, new Map(), none, allFree)).not.toEqual(first);
  for (const port of first.values()) expect(port).toBeGreaterThanOrEqual(20_000);
  for (const port of first.values()) expect(port).toBeLessThan(32_768);
});

test('choosePorts() keeps what is known', async () => {
  const known = new Map([['web/80/tcp', 25_000]]);
  const ports = await choosePorts('shop-a', [aPort('web/80/tcp'), aPort('db/1/tcp')], known, none, allFree);
  expect(ports.get('web/80/tcp')).toBe(25_000);
  expect(ports.has('db/1/tcp')).toBe(true);
});

test('choosePorts() passes by what others have, on this machine or by their record', async () => {
  const wanted = [aPort('web/80/tcp')];
  const [first = 0] = (await choosePorts('shop-a', wanted, new Map(), none, allFree)).values();
  const given = await choosePorts('shop-a', wanted, new Map(), new Set([first]), allFree);
  expect([...given.values()]).toEqual([first + 1]);
  const busy = await choosePorts('shop-a', wanted, new Map(), none, (port) =>
    Promise.resolve(port > first + 4),
  );
  expect([...busy.values()]).toEqual([first + 5]);
});

test('choosePorts() finds room for a whole range, and gives no port of it to another one', async () => {
  const wanted = [aPort('web/80/tcp', 4), aPort('db/80/tcp')];
  const free = (port: number) => Promise.resolve(port >= 32_764 || port === 20_000);
  const ports = await choosePorts('shop-a', wanted, new Map(), none, free);
  expect(ports).toEqual(
    new Map([
      ['web/80/tcp', 32_764],
      ['db/80/tcp', 20_000],
    ]),
  );
});

test('choosePorts() leaves it to the engine where no port is free', async () => {
  const ports = await choosePorts('shop-a', [aPort('web/80/tcp')], new Map(), none, () =>
    Promise.resolve(false),
  );
  expect(ports.size).toBe(0);
});
